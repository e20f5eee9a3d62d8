from odoo import models
from odoo.fields import Command

from .receivable import split_items


class CrmDunningNotice(models.Model):
    """What a notice asks for, and what it may still ask for when it is sent."""

    _inherit = "crm.dunning.notice"

    def _get_claim(self):
        """Return the ``Receivable`` of what is asked for now, oldest first.

        Neither what is in dispute, nor what is paid, in advance too, or promised.
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line.is_disputed)
        moves = self.move_ids.filtered(lambda move: not move.is_disputed)
        found = [*lines._get_receivables(), *moves._get_receivables()]
        asked = [
            one for one in found if one.currency.compare_amounts(one.amount, 0) > 0
        ]
        return sorted(asked, key=lambda each: each.due_date)

    def _get_claim_rows(self):
        """Return what is claimed, oldest first, as rows for the text.

        Each has ``document``, ``name`` (empty for an invoice), ``date``, ``amount``.
        """
        rows = []
        for each in self._get_claim():
            item, name = each.item, ""
            if item._name == "crm.payment.plan.line":
                item, name = item.contract_id, item.name
            rows.append(
                {
                    "document": item.name,
                    "name": name,
                    "date": each.due_date,
                    "amount": each.amount,
                }
            )
        return rows

    def _is_outdated(self):
        """Return whether the notice asks for something else than may be asked for."""
        self.ensure_one()
        claimed = sum(each.amount for each in self._get_claim())
        return self.currency_id.compare_amounts(claimed, self.amount_claimed) != 0

    def _renew(self):
        """Make these proposals anew over what may be asked for now.

        What people had changed in the text goes with the amounts that it was about;
        where nothing is left the notice is closed. ``self`` is superuser here.
        """
        today = self.env["crm.payment.plan.line"]._today()
        for notice in self:
            claim = notice._get_claim()
            if not claim:
                notice.state = "cancelled"
                continue
            line_ids, move_ids = split_items(claim)
            notice.write(
                {
                    "line_ids": [Command.set(line_ids)],
                    "move_ids": [Command.set(move_ids)],
                    "amount_claimed": sum(each.amount for each in claim),
                    "days_overdue": max((today - each.due_date).days for each in claim),
                }
            )
            notice._fill_text(notice._get_level().template_id)

    def _get_level(self):
        """Return the level of the ladder that proposed this one; empty for letters."""
        self.ensure_one()
        # The name was noted in the language of the company, as its run speaks.
        lang = self.company_id.partner_id.lang or self.env.lang
        levels = self.env["crm.dunning.level"].with_context(lang=lang)
        return levels._for_company(self.company_id).filtered(
            lambda level: level.name == self.level_name
        )[:1]

    def _say_renewed(self):
        """Return the action that tells people to read these again."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Not sent yet: a payment, a promise or a dispute has changed what "
                    "%(customers)s should pay now. The text asks for what is left: "
                    "read it, then send it. Where nothing is left, the notice is "
                    "closed.",
                    customers=", ".join(self.partner_id.mapped("name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
