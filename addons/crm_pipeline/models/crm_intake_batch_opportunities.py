from datetime import datetime, time

from odoo import fields, models

from ..tools import intake_rules, intake_values, lead_grade


class CrmIntakeBatch(models.Model):
    """Rows of an opportunity list become opportunities, with their customers."""

    _inherit = "crm.intake.batch"

    def _import_opportunities(self, plans, lookup):
        """Make opportunities of ``plans``, a handful of queries for all of them."""
        self._mark_known_keys(plans)
        plans = [plan for plan in plans if not plan.state]
        for plan in plans:
            self._read_phone(plan)
            self._read_email(plan)
        self._find_customers(plans, lookup)
        self._mark_known_projects(plans)
        plans = [plan for plan in plans if not plan.state]
        self._make_customers(plans, lookup)
        contacts = self._make_lead_contacts(plans)
        vals_list = [self._prepare_lead_vals(plan, lookup, contacts) for plan in plans]
        leads = self.env["crm.lead"].create(vals_list)
        # What names nobody of ours goes to whom the rules say.
        leads._intake_place()
        for plan, lead in zip(plans, leads, strict=True):
            plan.lead_id = lead.id

    # -- known already ---------------------------------------------------------------

    def _mark_known_keys(self, plans):
        """Mark rows whose key an earlier row or an opportunity has."""
        first = {}
        for plan in plans:
            plan.key = intake_rules.external_key(
                {k: v for k, v in plan.cells.items() if plan.get(k)}
            )
        # a colleague's opportunity counts too, so it is looked for with all rights;
        # what is told of it is decided in _mark_lead
        leads_sudo = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("intake_key", "in", [plan.key for plan in plans]),
                    ("company_id", "=", self.company_id.id),
                ],
                ["intake_key", "name", "user_id", "partner_id"],
            )
        )
        known = {lead.intake_key: lead for lead in leads_sudo}
        for plan in plans:
            if plan.key in known:
                self._mark_lead(plan, known[plan.key])
            elif plan.key in first:
                plan.duplicate("same_line", other=first[plan.key].row.line_number)
            first.setdefault(plan.key, plan)

    def _mark_lead(self, plan, lead_sudo):
        """Say that a row is ``lead_sudo``; name it only to who may read it."""
        user = lead_sudo.user_id
        may_assign = self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        if may_assign or not user or user == self.env.user:
            plan.lead_id = lead_sudo.id
            plan.partner_id = lead_sudo.partner_id.id
            plan.duplicate("known_lead", name=lead_sudo.name)
        else:
            plan.duplicate("known_elsewhere")

    def _mark_known_projects(self, plans):
        """Mark rows whose customer has an opportunity of that project and site."""
        partner_ids = {p.partner_id for p in plans if p.partner_id and p.get("title")}
        if not partner_ids:
            return
        # as in _mark_known_keys
        leads_sudo = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("partner_id.commercial_partner_id", "in", list(partner_ids)),
                    ("company_id", "in", [False, self.company_id.id]),
                ],
                ["name", "project_name", "site_address", "user_id", "partner_id"],
            )
        )
        known = {self._project_key(lead): lead for lead in leads_sudo}
        for plan in plans:
            key = (
                plan.partner_id,
                intake_rules.key(plan.get("title")),
                intake_rules.key(plan.get("site_address")),
            )
            if plan.get("title") and not plan.get("external_ref") and key in known:
                self._mark_lead(plan, known[key])

    def _project_key(self, lead):
        return (
            lead.partner_id.commercial_partner_id.id,
            intake_rules.key(lead.project_name or lead.name or ""),
            intake_rules.key(lead.site_address or ""),
        )

    # -- customers -------------------------------------------------------------------

    def _find_customers(self, plans, lookup):
        """Set the customers that are known by name."""
        for plan in plans:
            name = plan.get("customer")
            match = lookup.companies.find(name) if name else None
            if match:
                plan.partner_id = match.ref
                if match.how != "same":
                    plan.remark("customer_spelling", "customer", name=match.name)
            elif not name and "customer" in plan.titles:
                plan.remark("customer_missing", "customer")

    def _make_customers(self, plans, lookup):
        """Create the customers that are not known, each once."""
        fresh = {}
        for plan in plans:
            name = " ".join(plan.get("customer").split())
            if not name or plan.partner_id:
                continue
            reach = {} if plan.get("contact") else self._reach(plan)
            fresh.setdefault(intake_rules.core(name), {"name": name, **reach})
        partners = self._create_companies(list(fresh.values()), lookup)
        made = dict(zip(fresh, partners.ids, strict=True))
        for plan in plans:
            name = plan.get("customer")
            if not name or plan.partner_id:
                continue
            plan.partner_id = made[intake_rules.core(name)]
            first = fresh[intake_rules.core(name)]["name"]
            if intake_rules.key(first) != intake_rules.key(name):
                plan.remark("customer_spelling", "customer", name=first)

    def _make_lead_contacts(self, plans):
        """Give {(company id, key of name): contact}, creating those not there."""
        plans = [plan for plan in plans if plan.partner_id and plan.get("contact")]
        contacts = self._known_contacts(plans)
        fresh = {}
        for plan in plans:
            name = " ".join(plan.get("contact").split())
            key = (plan.partner_id, intake_rules.key(name))
            if key not in contacts:
                vals = {"parent_id": plan.partner_id, "name": name}
                fresh.setdefault(key, {**vals, **self._reach(plan)})
        made = self.env["res.partner"].create(list(fresh.values()))
        return {**contacts, **dict(zip(fresh, made, strict=True))}

    # -- one row ---------------------------------------------------------------------

    def _prepare_lead_vals(self, plan, lookup, contacts):
        """Give the values of the opportunity of one row."""
        product = self._read_product(plan)
        vals = {
            "type": "opportunity",
            "name": self._lead_title(plan, product),
            "company_id": self.company_id.id,
            "intake_batch_id": self.id,
            "intake_channel": "list",
            "intake_key": plan.key,
            "external_ref": plan.get("external_ref") or False,
            "product_interest": product or False,
            "project_name": plan.get("title") or False,
            "site_address": plan.get("site_address") or False,
            "design_type_id": self._read_design_type(plan, lookup),
            "source_id": self._read_source(plan, lookup),
            "user_id": self._read_salesperson(plan, lookup),
            "expected_revenue": self._read_number(plan, "amount", lookup),
            "area": self._read_number(plan, "area", lookup),
            "priority": self._read_priority(plan),
        }
        vals["team_id"] = lookup.team_of(vals["user_id"])
        vals.update(self._read_people(plan, contacts))
        vals.update(self._read_progress(plan, lookup, vals["team_id"]))
        vals["description"] = self._note_html(plan)
        return vals

    def _lead_title(self, plan, product):
        """Name the opportunity by its project, or else by what is known."""
        parts = [" ".join(plan.get("customer").split()), product]
        return (
            plan.get("title")
            or " – ".join(filter(None, parts))
            or plan.get("contact")
            or plan.get("phone")
            or plan.get("email")
            or plan.get("external_ref")
        )

    def _read_product(self, plan):
        """Give the product as it is written right."""
        text = plan.get("product")
        right = ((self.findings or {}).get("products") or {}).get(text)
        if right:
            plan.remark("spelling", "product", name=right)
        return right or text

    def _read_design_type(self, plan, lookup):
        """Give the design type; a finer word than its name stays as a note too."""
        found = self._read_choice(plan, "design_type", lookup.design_types)
        text = plan.get("design_type")
        if found and intake_rules.key(text) not in lookup.design_names:
            plan.notes.append((plan.titles["design_type"], text))
        return found

    def _read_source(self, plan, lookup):
        """Give the source of that name; a new one is made."""
        text = plan.get("source")[:60]
        if not text:
            return False
        key = intake_rules.key(text)
        if key not in lookup.sources:
            lookup.sources[key] = self.env["utm.source"].create({"name": text}).id
        return lookup.sources[key]

    def _read_salesperson(self, plan, lookup):
        """Give the user; a name that is nobody's stays as a note."""
        text = plan.get("salesperson")
        if not text:
            return False if self.assigns_by_rule and lookup.may_assign else self.env.uid
        match = lookup.users.find(text)
        if match and (lookup.may_assign or match.ref == self.env.uid):
            if match.how == "spelling":
                plan.remark("spelling", "salesperson", name=match.name)
            return match.ref
        if match:
            plan.keep("salesperson", "other_user")
        else:
            # said once for the whole list, see _find_unknown_users
            plan.notes.append((plan.titles["salesperson"], text))
        return False if lookup.may_assign else self.env.uid

    def _read_priority(self, plan):
        """Give the stars that a grade means; what is not clear stays as a note."""
        text = plan.get("grade")
        stars = lead_grade.read_stars(text)
        if text and stars is None:
            plan.keep("grade", "unknown_choice")
        return str(stars or 0)

    def _read_number(self, plan, meaning, lookup):
        """Give an amount or area; what is not one clear number stays as a note."""
        text = plan.get(meaning)
        if not text:
            return 0.0
        if meaning == "area":
            number = intake_values.parse_area(text)
        else:
            number = intake_values.parse_amount(text, lookup.amount_unit(meaning))
        if number is None:
            plan.keep(meaning, "no_amount")
            return 0.0
        if number.value < 0:
            plan.keep(meaning, "negative")
            return 0.0
        if number.is_approximate:
            plan.remark("about", meaning, name=f"{number.value:,.2f}")
        return float(number.value)

    def _read_people(self, plan, contacts):
        """Give customer, contact, phone and e-mail of the opportunity.

        Odoo keeps phone and e-mail of an opportunity equal to its contact's, so a
        list never overwrites what the contact has: it becomes a note.
        """
        name = " ".join(plan.get("contact").split())
        if not plan.partner_id:
            reach = self._reach(plan)
            people = {"contact_name": name or False, "phone": reach.get("phone")}
            return {**people, "email_from": reach.get("email")}
        contact = contacts.get((plan.partner_id, intake_rules.key(name)))
        partner = contact or self.env["res.partner"].browse(plan.partner_id)
        vals = {"partner_id": partner.id}
        for meaning, name in (("phone", "phone"), ("email", "email_from")):
            text = plan.values.get(meaning)
            if text and not partner[meaning]:
                vals[name] = text
            elif text and not _is_same(meaning, text, partner[meaning]):
                plan.keep(
                    meaning, "other_phone", note=text, name=partner.name, text=text
                )
        return vals

    def _read_progress(self, plan, lookup, team_id):
        """Give stage, outcome and dates of the opportunity."""
        opened = self._read_date(plan, "date_open", lookup)
        closed = self._read_date(plan, "date_close", lookup)
        outcome, stage = self._read_stage(plan, lookup, team_id)
        vals = {"stage_id": stage.id}
        if opened:
            vals["date_open"] = datetime.combine(opened, time(4))
        if outcome == "open":
            vals["date_deadline"] = closed or False
            return vals
        if not closed:
            plan.remark("closed_without_date")
        vals["date_closed"] = (
            datetime.combine(closed, time(4)) if closed else fields.Datetime.now()
        )
        if outcome == "won":
            vals.update(probability=100, automated_probability=100)
        else:
            # what action_set_lost writes, without its one write a record
            vals.update(probability=0, automated_probability=0, active=False)
            vals["lost_reason_id"] = lookup.lost_reason.id
        return vals

    def _read_date(self, plan, meaning, lookup):
        """Give a date; what is not a day stays as a note."""
        text = plan.get(meaning)
        if not text:
            return None
        day = intake_values.parse_date(text, lookup.date_order(meaning))
        if not day:
            plan.keep(meaning, "no_date")
        return day

    def _read_stage(self, plan, lookup, team_id):
        """Give (outcome, stage): 'open', 'won' or 'lost', and where it stands."""
        open_stages, won = lookup.stages_of(team_id)
        first = open_stages[:1] or won
        text = plan.get("stage")
        if not text:
            return "open", first
        key = intake_rules.key(text)
        for stage in open_stages:
            if intake_rules.key(stage.name) == key:
                return "open", stage
        if won and intake_rules.key(won.name) == key:
            return "won", won
        meaning = intake_rules.read_stage(text)
        if not meaning or (meaning[0] == "won" and not won):
            plan.keep("stage", "unknown_stage", name=first.name)
            return "open", first
        outcome, place = meaning
        if outcome == "won":
            return outcome, won
        return outcome, open_stages[place : place + 1] or open_stages[-1:] or first


def _is_same(meaning, left, right):
    """Whether two phones or addresses are one, however they are written."""
    if meaning == "phone":
        digits = ["".join(filter(str.isdigit, text))[-11:] for text in (left, right)]
        return digits[0] == digits[1]
    return left.casefold() == right.casefold()
