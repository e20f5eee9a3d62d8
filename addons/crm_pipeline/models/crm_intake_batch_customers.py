import re

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

from ..tools import intake_rules, intake_values
from ..tools.intake_rules import NameIndex

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
WEBSITE = re.compile(r"(https?://)?[^\s/<>]+\.[^\s<>]+", re.IGNORECASE)
#: What a list never says of a customer who was there before.
JUDGED = ("name", "customer_grade_id")


class CrmIntakeBatch(models.Model):
    """Rows of a customer list become companies, with their contacts."""

    _inherit = "crm.intake.batch"

    def _import_customers(self, plans, lookup):
        """Make companies of ``plans``; what is known already is filled up."""
        pending = {}
        for plan in plans:
            plan.key = intake_rules.customer_key(plan.cells)
            self._read_customer_row(plan, lookup)
        known_codes = self._known_credit_codes(plans)
        for plan in plans:
            match = self._match_customer_row(plan, lookup, pending, known_codes)
            if not match:
                pending[intake_rules.core(plan.get("customer"))] = plan
        fresh = [plan for plan in plans if not plan.state]
        partners = self._create_companies([plan.values for plan in fresh], lookup)
        for plan, partner in zip(fresh, partners, strict=True):
            plan.partner_id = partner.id
        self._point_to_first(plans)
        self._fill_up_known(plans)
        self._create_contacts([plan for plan in plans if plan.partner_id])

    def _read_customer_row(self, plan, lookup):
        """Read the cells of one row into ``plan.values``."""
        values = plan.values
        values["name"] = " ".join(plan.get("customer").split())
        for meaning, name in (("city", "city"), ("street", "street")):
            if plan.get(meaning):
                values[name] = plan.get(meaning)
        if plan.get("external_ref"):
            values["ref"] = plan.get("external_ref")
        if WEBSITE.fullmatch(plan.get("website")):
            values["website"] = plan.get("website")
        elif plan.get("website"):
            plan.notes.append((plan.titles["website"], plan.get("website")))
        self._read_phone(plan)
        self._read_email(plan)
        self._read_credit_code(plan)
        country = self._read_choice(plan, "country", lookup.countries)
        if country:
            values["country_id"] = country
        industry = self._read_choice(plan, "industry", lookup.industries)
        if industry:
            values["industry_id"] = self._industry_id(industry, lookup)
        grade = self._read_choice(plan, "grade", lookup.grades)
        if grade:
            values["customer_grade_id"] = grade
        plan.parent_name = plan.get("parent")

    def _read_phone(self, plan):
        """Read the phone into ``plan.values``; what does not fit becomes a note."""
        text = plan.get("phone")
        if not text:
            return
        phone = intake_values.parse_phone(text)
        if not phone.is_plausible:
            plan.keep("phone", "odd_phone")
            return
        plan.values["phone"] = phone.number
        if phone.rest:
            plan.keep("phone", "more_phones", note=phone.rest, text=phone.rest)

    def _read_email(self, plan):
        """Read the e-mail address into ``plan.values``."""
        text = plan.get("email")
        if text and EMAIL.fullmatch(text):
            plan.values["email"] = text
        elif text:
            plan.keep("email", "odd_email")

    def _read_credit_code(self, plan):
        """Read the credit code into ``plan.values`` when it is a right one."""
        text = plan.get("credit_code")
        if not text:
            return
        problem = self.env["res.partner"]._credit_code_problem(text)
        if problem:
            plan.keep("credit_code", "bad_code", detail=problem)
        else:
            plan.values["credit_code"] = text

    def _read_choice(self, plan, meaning, index):
        """Find the one known value that a cell means; say when it was misspelt."""
        text = plan.get(meaning)
        if not text:
            return False
        match = index.find(text)
        if not match:
            plan.keep(meaning, "unknown_choice")
            return False
        if match.how != "same":
            plan.remark("spelling", meaning, name=match.name)
        return match.ref

    def _industry_id(self, ref, lookup):
        """Give the industry; a word of our own list becomes one when first met."""
        if isinstance(ref, int):
            return ref
        made = lookup.__dict__.setdefault("_industries_made", {})
        if ref not in made:
            # sales people may not add industries; these are words of a fixed list
            model_sudo = self.env["res.partner.industry"].sudo()
            made[ref] = model_sudo.create({"name": ref}).id
        return made[ref]

    def _known_credit_codes(self, plans):
        """Give {credit code: partner} of the codes in ``plans``."""
        codes = [p.values["credit_code"] for p in plans if p.values.get("credit_code")]
        normalise = self.env["res.partner"]._normalise_credit_code
        codes = [normalise({"credit_code": code})["credit_code"] for code in codes]
        if not codes:
            return {}
        partners = self.env["res.partner"].search_fetch(
            [("credit_code", "in", codes), ("is_company", "=", True)],
            ["credit_code", "name"],
        )
        return {partner.credit_code: partner for partner in partners}

    def _match_customer_row(self, plan, lookup, pending, known_codes):
        """Mark a row whose customer is known; True when it is."""
        name = plan.get("customer")
        code = plan.values.get("credit_code")
        partner = known_codes.get(
            self.env["res.partner"]._normalise_credit_code({"credit_code": code})[
                "credit_code"
            ]
        )
        match = lookup.companies.find(name)
        first = pending.get(intake_rules.core(name))
        if partner:
            plan.partner_id = partner.id
            plan.duplicate("known_customer", name=partner.name)
        elif first:
            plan.duplicate("same_line", other=first.row.line_number)
            plan.values["_first"] = first
        elif match and match.how != "spelling":
            plan.partner_id = match.ref
            plan.duplicate("known_customer", name=match.name)
        elif match:
            plan.remark("customer_alike", "customer", name=match.name)
        return bool(plan.state)

    def _point_to_first(self, plans):
        """Give doubled rows the customer that their first line became."""
        for plan in plans:
            first = plan.values.pop("_first", None)
            if first:
                plan.partner_id = first.partner_id

    def _create_companies(self, vals_list, lookup):
        """Create companies and make them known to the rest of the run."""
        partners = self.env["res.partner"].create(
            [{"is_company": True, **vals} for vals in vals_list]
        )
        for partner in partners:
            lookup.companies.add(partner.id, partner.name)
        return partners

    def _fill_up_known(self, plans):
        """Fill empty fields of customers that existed; never change a filled one."""
        known = [plan for plan in plans if plan.state and plan.partner_id]
        partners = self.env["res.partner"].browse(p.partner_id for p in known)
        partners.fetch(
            ["phone", "email", "website", "street", "city", "country_id", "ref"]
            + ["industry_id", "credit_code"]
        )
        for plan, partner in zip(known, partners, strict=True):
            missing = {
                name: value
                for name, value in plan.values.items()
                if value and name not in JUDGED and not partner[name]
            }
            if not missing:
                continue
            partner.write(missing)
            labels = [partner._fields[n]._description_string(self.env) for n in missing]
            plan.problems = [
                problem for problem in plan.problems if problem[0] != "known_customer"
            ]
            plan.remark(
                "known_filled", name=partner.name, fields=", ".join(sorted(labels))
            )

    def _create_contacts(self, plans):
        """Make the contacts that the rows name, and keep notes on new customers."""
        index = self._known_contacts(plans)
        todo = {}
        for plan in plans:
            name = " ".join(plan.get("contact").split())
            if name and (plan.partner_id, intake_rules.key(name)) not in index:
                todo.setdefault(
                    (plan.partner_id, intake_rules.key(name)),
                    {"parent_id": plan.partner_id, "name": name, **self._reach(plan)},
                )
        self.env["res.partner"].create(list(todo.values()))
        for plan in plans:
            if plan.notes and not plan.state:
                partner = self.env["res.partner"].browse(plan.partner_id)
                partner.comment = self._note_html(plan)

    def _reach(self, plan):
        return {k: v for k, v in plan.values.items() if k in ("phone", "email")}

    def _known_contacts(self, plans):
        """Give {(company id, key of name): contact} of the companies in ``plans``."""
        names = [plan.get("contact") for plan in plans]
        if not any(names):
            return {}
        contacts = self.env["res.partner"].search_fetch(
            [
                ("parent_id", "in", [plan.partner_id for plan in plans]),
                ("is_company", "=", False),
            ],
            ["name", "parent_id", "phone", "email"],
        )
        return {(c.parent_id.id, intake_rules.key(c.name or "")): c for c in contacts}

    def _note_html(self, plan):
        """Notes as lines of text; whatever a cell holds, it stays text."""
        lines = [f"{title}: {text}" for title, text in plan.notes if text]
        return Markup(plaintext2html("\n".join(lines))) if lines else False

    # -- parents ---------------------------------------------------------------------

    def _link_parents(self, lookup):
        """Set the parent companies once every row of the list is a customer."""
        rows = self.env["crm.intake.row"].search(
            [("batch_id", "=", self.id), ("parent_name", "!=", False)]
        )
        groups = {}
        companies: NameIndex = lookup.companies
        for row in rows:
            match = companies.find(row.parent_name)
            if row.partner_id.parent_id:
                continue
            if not match or match.ref == row.partner_id.id:
                self._remark_row(row, "no_parent", lookup)
            else:
                groups.setdefault(match.ref, rows.browse())
                groups[match.ref] |= row
        for parent_id, children in groups.items():
            try:
                with self.env.cr.savepoint():
                    # "other": a subsidiary keeps its own address
                    children.partner_id.write({"parent_id": parent_id, "type": "other"})
            except (UserError, ValidationError):
                for row in children:
                    self._remark_row(row, "parent_refused", lookup)
        rows.write({"parent_name": False})

    def _remark_row(self, row, code, lookup):
        """Add a remark to a row that was imported before."""
        plan = _LateRemark(row, lookup.titles)
        plan.add(code, "parent", self._reason)


class _LateRemark:
    """Just enough of a plan to put one more sentence on a row."""

    def __init__(self, row, titles):
        self.row = row
        self.titles = titles
        self.problems = []

    def add(self, code, meaning, to_sentence):
        """Append the sentence of ``code`` and count it among the codes."""
        values = {"column": self.titles.get(meaning, meaning)}
        self.problems = [(code, {**values, "text": self.row.parent_name})]
        row = self.row
        codes = {*(row.reason_codes or "").split(","), code} - {""}
        row.write(
            {
                "state": "remarked" if row.state == "imported" else row.state,
                "reason": "\n".join(filter(None, (row.reason, to_sentence(self)))),
                "reason_codes": ",".join(sorted(codes)),
            }
        )
