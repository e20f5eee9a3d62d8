from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from ..tools.shares import is_share_of, spread_cents


class CrmPaymentPlan(models.Model):
    """Plans by share are the contract to the cent, and say how."""

    _inherit = "crm.payment.plan"

    rounding_note = fields.Char(
        string="Rounding",
        compute="_compute_rounding_note",
        help="Which instalments have the cents that shares leave over.",
    )

    @api.depends("line_ids.amount", "line_ids.share_agreed", "amount_agreed")
    @api.depends_context("lang")
    def _compute_rounding_note(self):
        for plan in self:
            rows = [
                self.env._(
                    "%(line)s %(cents)s",
                    line=line.name,
                    cents=f"{cents:+.{plan.currency_id.decimal_places}f}",
                )
                for line in plan.line_ids
                if (cents := line._get_rounding())
            ]
            plan.rounding_note = bool(rows) and self.env._(
                "Shares are rounded to the cent; the cents left over are on: %(lines)s",
                lines=", ".join(rows),
            )

    def _settle_cents(self, vals):
        """Return ``vals`` with the amounts of lines that are planned by share.

        Each share is rounded by itself, so a few cents may be missing or too many in
        all: they go to the last of the lines that are written by share.
        """
        commands = vals.get("line_ids") or []
        if len(self) != 1 or not self._is_planned_by_share(commands):
            return vals
        amounts = {line.id: line._exact(line.amount) for line in self.line_ids}
        by_share = []
        settled = [list(command) for command in commands]
        for place, (act, key, *rest) in enumerate(settled):
            key = key or f"new {place}"
            if act in (Command.DELETE, Command.UNLINK):
                amounts.pop(key, None)
            elif act in (Command.CREATE, Command.UPDATE):
                line_vals = settled[place][2] = self._get_line_vals(rest[0])
                if "amount" in line_vals:
                    amounts[key] = self._exact(line_vals["amount"])
                if self._says_share(line_vals):
                    by_share.append((key, line_vals))
        missing = self._exact(self.amount_agreed)
        missing -= sum(amounts.values(), Decimal(0))
        digits = self.currency_id.decimal_places
        cents = spread_cents(missing, len(by_share), digits)
        for (key, line_vals), cent in zip(by_share, cents, strict=False):
            line_vals["amount"] = float(amounts[key] + cent)
        return {**vals, "line_ids": settled}

    def _exact(self, amount):
        return Decimal(str(self.currency_id.round(amount)))

    def _says_share(self, line_vals):
        """Return whether the amount that is written is the share that is written."""
        share = Decimal(str(line_vals.get("share_agreed") or 0))
        return bool(share) and is_share_of(
            self._exact(line_vals.get("amount", 0.0)),
            self._exact(self.amount_agreed),
            share,
            self.currency_id.decimal_places,
        )

    @api.model
    def _is_planned_by_share(self, commands):
        return any(
            command[0] in (Command.CREATE, Command.UPDATE)
            and {"share", "share_agreed"} & command[2].keys()
            for command in commands
        )

    def _get_line_vals(self, line_vals):
        """Return the values of one line of this plan, its share as an amount."""
        line = self.line_ids.new({"plan_id": self.id})
        return dict(line._get_amount_vals(line_vals, self.amount_agreed))
