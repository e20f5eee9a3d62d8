from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.reduction import spread_reduction


class CrmPaymentPlan(models.Model):
    """What supplements take off a plan, with its history.

    A supplement that adds has a plan of its own. One that takes away has none: it is
    taken off the instalments that are not invoiced yet, in proportion. So the plans of
    a contract and its supplements always add up to their orders.
    """

    _inherit = "crm.payment.plan"

    change_ids = fields.One2many(
        "crm.payment.plan.change", "plan_id", string="Changes by Supplements"
    )
    amount_changed = fields.Monetary(
        string="Taken off by Supplements", compute="_compute_amount_agreed", store=True
    )
    amount_agreed = fields.Monetary(
        string="Agreed",
        compute="_compute_amount_agreed",
        store=True,
        help="The contract's total, less what supplements took off these instalments.",
    )

    @api.depends("contract_amount", "change_ids.amount")
    def _compute_amount_agreed(self):
        for plan in self:
            plan.amount_changed = sum(plan.change_ids.mapped("amount"))
            plan.amount_agreed = plan.contract_amount + plan.amount_changed

    def _take_off(self, supplement, amount):
        """Take ``amount`` off the instalments of these plans for ``supplement``.

        :raise UserError: when too little of them is not invoiced yet
        """
        currency = supplement.currency_id
        lines = self.line_ids
        free = [Decimal(str(currency.round(line._get_free_amount()))) for line in lines]
        try:
            parts = spread_reduction(
                Decimal(str(currency.round(amount))), free, currency.decimal_places
            )
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(supplement)s takes off %(amount)s, but only %(free)s of the "
                    "planned instalments are not invoiced. Credit invoices, or create "
                    "the payment plans that are missing, first.",
                    supplement=supplement.display_name,
                    amount=currency.format(amount),
                    free=currency.format(float(sum(free))),
                )
            ) from error
        self._change_lines(
            supplement,
            {
                line: -float(part)
                for line, part in zip(lines, parts, strict=True)
                if part
            },
        )

    def _change_lines(self, supplement, changes):
        """Change instalments by ``{line: amount}``, with a row of history for each."""
        lines = self.env["crm.payment.plan.line"].union(*changes)
        drafts = lines._cancel_draft_invoices()
        self.env["crm.payment.plan.change"].create(
            [
                {
                    "plan_id": line.plan_id.id,
                    "line_id": line.id,
                    "line_name": line.name,
                    "supplement_id": supplement.id,
                    "amount_before": line.amount,
                    "amount": line.currency_id.round(amount),
                    "user_id": self.env.uid,
                }
                for line, amount in changes.items()
            ]
        )
        for line, amount in changes.items():
            line._change_amount(line.amount + amount)
        lines.plan_id._check_total()
        lines.plan_id._tell_changes(supplement, changes)
        # Who had a draft invoice before gets it anew, over what is left.
        for line in drafts.filtered(lambda line: line.amount and line.triggered_date):
            line._create_draft_invoice_or_tell()

    def _tell_changes(self, supplement, changes):
        for plan in self:
            rows = [
                self.env._(
                    "%(line)s: %(change)s",
                    line=line.name,
                    change=supplement._say_change(amount),
                )
                for line, amount in changes.items()
                if line.plan_id == plan
            ]
            plan.message_post(
                body=self.env._(
                    "Changed by %(supplement)s: %(changes)s",
                    supplement=supplement.display_name,
                    changes="; ".join(rows),
                )
            )

    @api.model
    def _give_back(self, changes):
        """Take these rows of history back, by rows of their own.

        :param changes: ``crm.payment.plan.change``; what they add up to is undone
        """
        net = defaultdict(lambda: defaultdict(float))
        for change in changes:
            line = change.line_id or change.plan_id.line_ids[-1:]
            net[change.supplement_id][line] -= change.amount
        for supplement, amounts in net.items():
            wanted = {
                line: amount
                for line, amount in amounts.items()
                if not supplement.currency_id.is_zero(amount)
            }
            if wanted:
                self._change_lines(supplement, wanted)
