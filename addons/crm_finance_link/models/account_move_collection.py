from odoo import api, fields, models
from odoo.fields import Domain

from .receivable import Receivable


class AccountMove(models.Model):
    """Customer invoices that claim no instalment are asked for as well.

    Those that do are left to their instalment, so nothing is asked for twice.
    """

    _inherit = "account.move"

    promise_ids = fields.Many2many(
        "crm.payment.promise",
        relation="crm_payment_promise_move_rel",
        column1="move_id",
        column2="promise_id",
        string="Promises",
        copy=False,
        readonly=True,
    )
    dispute_ids = fields.Many2many(
        "crm.payment.dispute",
        relation="crm_payment_dispute_move_rel",
        column1="move_id",
        column2="dispute_id",
        string="Disputes",
        copy=False,
        readonly=True,
    )
    dunning_step_ids = fields.One2many(
        "crm.dunning.step", "move_id", string="Dunning Steps", readonly=True
    )
    promise_state = fields.Selection(
        [("open", "To Be Kept"), ("broken", "Broken")],
        string="Promise",
        compute="_compute_promise_state",
        compute_sudo=True,
    )
    is_disputed = fields.Boolean(
        string="Disputed", compute="_compute_is_disputed", compute_sudo=True
    )

    @api.depends("payment_state", "promise_ids.state")
    def _compute_promise_state(self):
        for move in self:
            last = move.promise_ids.sorted("id")[-1:].state
            is_open = move.payment_state in ("not_paid", "partial")
            move.promise_state = is_open and last in ("open", "broken") and last

    @api.depends("dispute_ids.state")
    def _compute_is_disputed(self):
        for move in self:
            move.is_disputed = "open" in move.dispute_ids.mapped("state")

    @api.model
    def _get_unplanned_domain(self):
        """Return the posted customer invoices that claim no instalment."""
        return (
            Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("plan_line_id", "=", False)
        )

    @api.model
    def _search_unplanned_items(self, until, domain):
        """Return the open receivable items of such invoices that are due by ``until``.

        :param domain: on the invoices
        """
        return self.env["account.move.line"].search(
            Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("display_type", "=", "payment_term")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("date_maturity", "<=", until)
            & Domain("move_id", "any", self._get_unplanned_domain() & domain),
            order="date_maturity, id",
        )

    def _get_receivables(self, until=None):
        """Return the ``Receivable`` of each of these invoices that has open money.

        An invoice with several terms is due with its first open one; what is asked for
        are those that are due, and at least the first.

        :param until: terms are asked for when they are due by this day; today if empty
        """
        until = until or self.env["crm.payment.plan.line"]._today()
        parts = self.promise_ids._get_parts()
        found = []
        for move in self:
            terms = move.line_ids.filtered(
                lambda line: line.display_type == "payment_term" and not line.reconciled
            ).sorted("date_maturity")
            if not terms:
                continue
            due = terms[0].date_maturity or move.invoice_date_due or move.date
            asked = sum(
                line.amount_residual_currency
                for line in terms
                if (line.date_maturity or due) <= max(due, until)
            )
            found.append(
                Receivable(
                    item=move,
                    due_date=due,
                    amount=move.currency_id.round(asked - parts.get(move, 0.0)),
                    partner=move.commercial_partner_id,
                    user=move.invoice_user_id,
                    team=move.team_id,
                    company=move.company_id,
                    currency=move.currency_id,
                    promise=move.promise_state,
                )
            )
        return found

    def _get_receipts(self):
        """Return {invoice id: [(day, amount)]} of the money reconciled with these.

        Credit notes take off what is owed and are no money.
        """
        receipts = {}
        moves_sudo = self.sudo()  # salespeople record promises and read no payments
        for partial in moves_sudo.line_ids.matched_credit_ids:
            if partial.credit_move_id.move_id.move_type != "out_refund":
                receipts.setdefault(partial.debit_move_id.move_id.id, []).append(
                    (partial.max_date, partial.debit_amount_currency)
                )
        return receipts

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        # Whoever registers the payment need not have rights on collection.
        self.sudo().filtered(
            lambda move: move.move_type == "out_invoice" and not move.plan_line_id
        )._settle_collection()
        return result

    def _settle_collection(self):
        """Take away what is not needed any more, once these are paid."""
        self.env["crm.dunning.notice"]._settle(
            self.commercial_partner_id, Domain("move_ids", "in", self.ids)
        )

    # -- what people do about it -------------------------------------------------

    def action_promise(self):
        """Ask until when the customer promised to pay these invoices."""
        return self._ask_claim("crm.payment.promise")

    def action_dispute(self):
        """Ask why the customer does not pay these invoices."""
        return self._ask_claim("crm.payment.dispute")

    def _ask_claim(self, model):
        """Ask what the customer said: of the instalments, where there are some."""
        self.check_access("read")
        planned = self.filtered("plan_line_id")
        return self.env[model]._ask(planned.plan_line_id, self - planned)
