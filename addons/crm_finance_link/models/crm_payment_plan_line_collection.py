from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What promises and disputes say of an instalment; nobody writes it here.
CLAIM_FIELDS = {
    "amount_promised",
    "dispute_ids",
    "expected_date",
    "is_disputed",
    "part_expected_date",
    "promise_ids",
    "promise_state",
}


class CrmPaymentPlanLine(models.Model):
    """Instalments: what the customer said of them, and when money is expected."""

    _inherit = "crm.payment.plan.line"

    promise_ids = fields.Many2many(
        "crm.payment.promise",
        relation="crm_payment_promise_line_rel",
        column1="line_id",
        column2="promise_id",
        string="Promises",
        copy=False,
    )
    dispute_ids = fields.Many2many(
        "crm.payment.dispute",
        relation="crm_payment_dispute_line_rel",
        column1="line_id",
        column2="dispute_id",
        string="Disputes",
        copy=False,
    )
    expected_date = fields.Date(
        string="Expected on",
        compute="_compute_expected_date",
        store=True,
        index=True,
        compute_sudo=True,
        help="The day of the customer's open promise, else the due date. A promise of "
        "a part moves that part alone.",
    )
    amount_promised = fields.Monetary(
        string="Promised",
        compute="_compute_expected_date",
        store=True,
        compute_sudo=True,
        help="What is still to come by the customer's open promise.",
    )
    part_expected_date = fields.Date(
        string="Part Expected on",
        compute="_compute_expected_date",
        store=True,
        compute_sudo=True,
        help="The day of an open promise that is about a part of what is open.",
    )
    promise_state = fields.Selection(
        [("open", "To Be Kept"), ("broken", "Broken")],
        string="Promise",
        compute="_compute_expected_date",
        store=True,
        compute_sudo=True,
    )
    is_disputed = fields.Boolean(
        string="Disputed",
        compute="_compute_is_disputed",
        store=True,
        compute_sudo=True,
    )
    days_overdue = fields.Integer(compute="_compute_days_overdue")

    @api.depends(
        "amount_open",
        "due_date",
        "promise_ids.amount",
        "promise_ids.amount_received",
        "promise_ids.date",
        "promise_ids.line_ids.amount_open",
        "promise_ids.state",
        "state",
    )
    def _compute_expected_date(self):
        parts = self.promise_ids._get_parts()
        for line in self:
            promises = line.promise_ids.filtered(lambda each: each.state == "open")
            promise, part = promises[:1], parts.get(line._origin, 0.0)
            is_part = (
                line.currency_id
                and line.currency_id.compare_amounts(part, line.amount_open) < 0
            )
            line.amount_promised = part
            line.part_expected_date = is_part and part > 0 and promise.date
            line.expected_date = (not is_part and promise.date) or line.due_date
            last = line.promise_ids.sorted("id")[-1:].state
            is_open = line.state not in ("paid", "void")
            line.promise_state = is_open and last in ("open", "broken") and last

    @api.depends("dispute_ids.state")
    def _compute_is_disputed(self):
        for line in self:
            line.is_disputed = "open" in line.dispute_ids.mapped("state")

    @api.depends("due_date", "state")
    def _compute_days_overdue(self):
        today = self._today()
        for line in self:
            is_late = line.state == "overdue" and line.due_date
            line.days_overdue = (today - line.due_date).days if is_late else 0

    @api.model
    def _check_vals(self, names):
        if CLAIM_FIELDS & names:
            raise UserError(
                self.env._(
                    "What a customer says of an instalment is recorded as a promise "
                    "or as a dispute."
                )
            )
        return super()._check_vals(names)

    def _get_receipts(self):
        """Return {line id: [(day, amount)]}: the money behind ``amount_received``.

        By the same rule, each with its day; what was taken off again is negative.
        """
        receipts = defaultdict(list)
        lines_sudo = self.filtered("id").sudo()  # who reads the sum may not read these
        # One that is reset to draft keeps its reconciliations, and claims nothing.
        moves_sudo = lines_sudo.invoice_ids.filtered(lambda m: m.state == "posted")
        if not moves_sudo:
            return receipts
        partials_sudo = moves_sudo.env["account.partial.reconcile"].search(
            [
                "|",
                ("debit_move_id.move_id", "in", moves_sudo.ids),
                ("credit_move_id.move_id", "in", moves_sudo.ids),
            ],
            order="max_date, id",
        )
        for partial in partials_sudo:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            line, other = debit.move_id.plan_line_id, credit.move_id.plan_line_id
            is_credit = credit.move_id.move_type == "out_refund" and not other
            if line == other:
                continue  # documents of one instalment settle each other
            if line and not is_credit and debit.move_id in moves_sudo:
                amount = line._in_own_currency(
                    partial.debit_amount_currency,
                    partial.debit_currency_id,
                    debit.move_id.date,
                )
                receipts[line.id].append((partial.max_date, amount))
            if other and credit.move_id in moves_sudo:
                amount = other._in_own_currency(
                    partial.credit_amount_currency,
                    partial.credit_currency_id,
                    credit.move_id.date,
                )
                receipts[other.id].append((partial.max_date, -amount))
        return receipts

    # -- what people do about it -----------------------------------------------------

    def action_promise(self):
        """Ask until when the customer promised to pay these instalments."""
        self.check_access("read")
        return self.env["crm.payment.promise"]._ask(self)

    def action_dispute(self):
        """Ask why the customer does not pay these instalments."""
        self.check_access("read")
        return self.env["crm.payment.dispute"]._ask(self)
