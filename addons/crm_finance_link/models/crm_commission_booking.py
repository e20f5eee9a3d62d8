from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ..tools import commission as rules
from ..tools.split import split_amount
from .crm_commission_rule import exact


class CrmCommissionBooking(models.AbstractModel):
    """Books commission: compares what counts with what is booked, writes differences.

    So it may be called at any time and as often as one likes: after a reconciliation,
    after it is undone, by the nightly sweep.
    """

    _name = "crm.commission.booking"
    _description = "Booking of Commission"

    @api.model
    def _book(self, lines):
        """Bring the ledger to what accounting says of ``lines`` (instalments).

        :return: the entries that were missing, as superuser
        """
        # Whoever reconciles need not read contracts, plans and others' commission.
        lines_sudo = lines.sudo().exists()
        entries_sudo = self.env["crm.commission.entry"].sudo()
        if not lines_sudo:
            return entries_sudo
        facts = lines_sudo._get_commission_receipts()
        booked_sudo = entries_sudo.search(
            [("plan_line_id", "in", lines_sudo.ids)], order="id"
        )
        first_sudo = entries_sudo._make(
            self.sudo()._prepare_first(lines_sudo, facts, booked_sudo)
        )
        changes = self._prepare_changes(
            lines_sudo, facts, (booked_sudo | first_sudo).sorted("id")
        )
        return first_sudo | entries_sudo._make(changes)

    # -- receipts that are seen for the first time ---------------------------------

    @api.model
    def _prepare_first(self, lines, facts, booked):
        known = {(entry.plan_line_id.id, entry.partial_ref) for entry in booked}
        todo = []
        for line in lines:
            receipts, cap = facts[line.id]
            parts = rules.kept([receipt.claim for receipt in receipts], cap)
            todo += [
                (line, receipt)
                for receipt, part in zip(receipts, parts, strict=True)
                if part and (line.id, receipt.key) not in known
            ]
        members = self._get_members(todo)
        todo = [(line, receipt) for line, receipt in todo if members[receipt.key]]
        before = self._get_before(todo, members)
        done = self._get_done(facts, booked)
        return [
            vals
            for line, receipt in todo
            for vals in self._prepare_receipt(
                line, receipt, members[receipt.key], before, done
            )
        ]

    @api.model
    def _get_before(self, todo, members):
        """Return ``{(user id, role, company id, year): base booked so far}``."""
        before = defaultdict(Decimal)
        users = {
            user.id
            for roles in members.values()
            for parts in roles.values()
            for part in parts
            for user, _weight, _rule in part.rows
        }
        years = {receipt.date.year for _line, receipt in todo}
        if not users:
            return before
        groups = self.env["crm.commission.entry"]._read_group(
            [
                ("user_id", "in", sorted(users)),
                ("date", ">=", f"{min(years)}-01-01"),
                ("date", "<=", f"{max(years)}-12-31"),
            ],
            ["user_id", "role", "company_id", "date:year"],
            ["base:sum"],
        )
        for user, role, company, day, base in groups:
            before[user.id, role, company.id, day.year] = exact(base)
        return before

    @api.model
    def _get_done(self, facts, booked):
        """Return ``{invoice id: [received, without tax]}`` of the booked receipts."""
        live = {
            (line_id, receipt.key)
            for line_id, (receipts, _cap) in facts.items()
            for receipt in receipts
        }
        seen, done = set(), defaultdict(lambda: [Decimal(0), Decimal(0)])
        for entry in booked:
            key = (entry.plan_line_id.id, entry.partial_ref)
            if key in live and key not in seen:
                seen.add(key)
                done[entry.invoice_id.id][0] += exact(entry.received)
                done[entry.invoice_id.id][1] += exact(entry.received_untaxed)
        return done

    @api.model
    def _prepare_receipt(self, line, receipt, members, before, done):
        """Return the entries of one receipt; notes in ``before`` and ``done``."""
        company = line.company_id
        digits = company.currency_id.decimal_places
        invoice = self.env["account.move"].browse(receipt.invoice_id)
        sums = done[invoice.id]
        sums[0] += receipt.money
        base = rules.untaxed_base(
            sums[0],
            exact(invoice.amount_untaxed),
            exact(invoice.amount_total),
            sums[1],
            digits,
        )
        sums[1] += base
        common = {
            "kind": "receipt",
            "date": receipt.date,
            "partial_ref": receipt.key,
            "plan_line_id": line.id,
            "contract_id": line.contract_id.id,
            "invoice_id": invoice.id,
            "partner_id": line.partner_id.id,
            "team_id": line.contract_id._get_commission_split().team_id.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "received": float(receipt.money),
            "received_untaxed": float(base),
        }
        return [
            {**common, **vals}
            for role, parts in members.items()
            for vals in self._prepare_role(role, parts, base, common, before, digits)
        ]

    @api.model
    def _prepare_role(self, role, parts, base, common, before, digits):
        """Return the entries of one role, part of the invoice by part."""
        bases = split_amount(base, [part.weight for part in parts], digits)
        whole = sum(part.weight for part in parts)
        return [
            {
                **vals,
                "part": number,
                "part_percent": float(part.weight / whole * 100),
            }
            for number, (part, share) in enumerate(zip(parts, bases, strict=True))
            for vals in self._prepare_part(
                role, part.rows, share, common, before, digits
            )
        ]

    @api.model
    def _prepare_part(self, role, rows, base, common, before, digits):
        company_id, year = common["company_id"], common["date"].year
        people = [
            rules.Person(
                exact(weight),
                before[user.id, role, company_id, year],
                () if self._is_unpaid(user, rule) else rule._get_tiers(),
            )
            for user, weight, rule in rows
        ]
        whole = sum(person.weight for person in people)
        found = []
        awards = rules.award(base, people, digits)
        for (user, weight, rule), award in zip(rows, awards, strict=True):
            if not rule:
                continue  # his part is nobody's
            before[user.id, role, company_id, year] += award.base
            found.append(
                {
                    "user_id": user.id,
                    "role": role,
                    "share": float(exact(weight) / whole * 100),
                    "base": float(award.base),
                    "slices": [[float(s.base), float(s.rate)] for s in award.slices],
                    "amount": float(award.amount),
                    "rule_id": rule.id,
                    "is_former": self._is_unpaid(user, rule),
                }
            )
        return found

    @api.model
    def _is_unpaid(self, user, rule):
        return not rule or not (user.active or rule.plan_id.pays_former)

    # -- what of the booked receipts does not count any more, or again ----------------

    @api.model
    def _prepare_changes(self, lines, facts, booked):
        today = self.env["crm.payment.plan.line"]._today()
        counted = {}
        for line in lines:
            receipts, cap = facts[line.id]
            parts = rules.kept([receipt.claim for receipt in receipts], cap)
            for receipt, part in zip(receipts, parts, strict=True):
                counted[line.id, receipt.key] = (part, receipt.claim)
        gone = (Decimal(0), Decimal(1))
        groups = booked.grouped(
            lambda entry: (entry.plan_line_id.id, entry.partial_ref)
        )
        return [
            vals
            for key, rows in groups.items()
            for vals in self._prepare_change(rows, *counted.get(key, gone), today)
        ]

    @api.model
    def _prepare_change(self, rows, part, whole, today):
        """Return the rows that make those of a receipt what ``part`` of it gives."""
        first = rows.filtered(lambda entry: entry.kind == "receipt")
        digits = first.currency_id.decimal_places
        targets = [
            rules.scaled([exact(e[name]) for e in first], part, whole, digits)
            for name in ("base", "amount")
        ]
        found = []
        for entry, base, amount in zip(first, *targets, strict=True):
            own = rows.filtered(
                lambda row, entry=entry: entry in (row, row.original_id)
            )
            base -= sum(exact(row.base) for row in own)
            amount -= sum(exact(row.amount) for row in own)
            if not base and not amount:
                continue
            found.append(
                {
                    **entry._get_origin(),
                    "kind": "clawback" if (base or amount) < 0 else "restored",
                    "date": today,
                    "base": float(base),
                    "amount": float(amount),
                    "original_id": entry.id,
                }
            )
        return found
