from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_payment_plan_line import FINANCE_GROUP

LINE_FIELDS = ("name", "contract_id", "partner_id", "due_date", "state")
LINE_FIELDS += (
    "amount_open",
    "currency_id",
    "user_id",
    "promise_state",
    "expected_date",
)
LINE_FIELDS += ("is_disputed",)
MOVE_FIELDS = ("ref", "partner_id", "amount_total", "currency_id", "invoice_date_due")
MOVE_FIELDS += ("invoice_origin", "create_date")
OPEN_STATES = ("due", "invoiced", "partly_paid", "overdue")
#: Instalments due within so many days are shown.
DUE_DAYS = 7


class CrmWorkbench(models.AbstractModel):
    """Money: instalments that are due, and draft invoices for finance to post."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        instalments = self._source(
            key="instalment",
            title=self.env._("Money Due"),
            icon="fa-jpy",
            rank=10,
            records=self.env["crm.payment.plan.line"],
            domain=self._get_instalment_domain,
            team=self._get_due_instalment_domain,
            late=lambda: Domain("due_date", "<", fields.Date.context_today(self)),
            order="due_date, id",
            fields=LINE_FIELDS,
            cards=self._get_instalment_cards,
            acts={
                "log": lambda line, values: line._log_follow_up(),
                "promise": lambda line, values: line.action_promise(),
            },
            action="crm_finance_link.crm_payment_plan_line_action",
        )
        drafts = self._source(
            key="invoice",
            title=self.env._("Invoices to Post"),
            icon="fa-file-text",
            rank=15,
            records=self.env["account.move"],
            domain=lambda: (
                Domain("state", "=", "draft")
                & Domain("plan_line_id", "!=", False)
                & Domain("plan_line_id.state", "not in", ("suspended", "void"))
                & Domain("move_type", "in", ("out_invoice", "out_refund"))
            ),
            late=lambda: Domain.FALSE,
            order="create_date, id",
            fields=MOVE_FIELDS,
            cards=self._get_draft_cards,
            acts={"post": self._post_draft},
            groups=FINANCE_GROUP,
            action="account.action_move_out_invoice",
        )
        return [*super()._workbench_sources(), instalments, drafts]

    # -- instalments -----------------------------------------------------------------

    def _get_instalment_domain(self):
        domain = self._get_due_instalment_domain()
        if self.env.user.has_group(FINANCE_GROUP):
            return domain
        return domain & Domain("user_id", "=", self.env.uid)

    def _get_due_instalment_domain(self):
        until = fields.Date.context_today(self) + timedelta(days=DUE_DAYS)
        return Domain("state", "in", OPEN_STATES) & Domain("due_date", "<=", until)

    def _get_instalment_cards(self, lines):
        states = dict(lines._fields["state"]._description_selection(self.env))
        cards = []
        for line in lines:
            customer_sudo = line.partner_id.sudo()  # shown on the instalment anyway
            may_log = line.user_id == self.env.user and line.contract_id.sudo().lead_id
            owner = line.user_id.name if line.user_id != self.env.user else ""
            facts = [customer_sudo.name, states[line.state], owner]
            cards.append(
                self._card(
                    line,
                    title=f"{line.contract_id.sudo().name or ''} {line.name}",
                    subtitle=" · ".join(filter(None, facts)),
                    amount=line.currency_id.format(line.amount_open),
                    phone=self._get_phone(customer_sudo),
                    detail=self._say_promise(line),
                    acts=[
                        self._act(
                            "log",
                            self.env._("Log a Follow-up"),
                            icon="fa-pencil",
                            is_main=True,
                        )
                        if may_log
                        else self._act_open(),
                        self._act(
                            "promise",
                            self.env._("Record a Promise"),
                            icon="fa-handshake-o",
                        ),
                    ],
                    **self._say_day(line.due_date),
                )
            )
        return cards

    # -- draft invoices --------------------------------------------------------------

    def _get_draft_cards(self, moves):
        return [
            self._card(
                move,
                title=move.ref or move.invoice_origin or "",
                subtitle=move.partner_id.name or "",
                amount=move.currency_id.format(move.amount_total),
                when=self._say_wait(move.create_date),
                due=fields.Datetime.to_string(move.create_date),
                acts=[
                    self._act("post", self.env._("Post"), icon="fa-check", is_main=True)
                ],
            )
            for move in moves
        ]

    def _post_draft(self, move, values):
        move.action_post()
        return self.env._("Posted: %(invoice)s", invoice=move.display_name)

    @api.model
    def _workbench_hints(self):
        hints = super()._workbench_hints()
        if self.env.user.has_group(FINANCE_GROUP):
            hints.append(
                self._hint(
                    self.env._("Look at the Instalments"),
                    "fa-jpy",
                    "crm_finance_link.crm_payment_plan_line_action",
                )
            )
        return hints
