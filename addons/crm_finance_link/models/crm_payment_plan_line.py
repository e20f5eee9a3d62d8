from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.state import Instalment, instalment_state
from .crm_payment_plan import computed_among
from .crm_payment_plan_change import SUPPLEMENT_FLOW

TRIGGERS = [
    ("fixed_date", "Fixed date"),
    ("contract_signed", "Contract signed"),
    ("deliverable_signed_off", "Deliverable signed off"),
    ("phase_reached", "Phase reached"),
    ("invoice_sent", "Invoice sent"),
    ("acceptance", "Acceptance"),
    ("warranty_end", "End of warranty"),
]
#: These name, by their code, what in the project they wait for.
CODED_TRIGGERS = ("deliverable_signed_off", "phase_reached")
TERM_UNITS = [
    ("day", "Calendar days"),
    ("workday", "Working days"),
    ("month", "Months"),
]
STATES = [
    ("waiting", "Waiting"),
    ("due", "Due"),
    ("invoiced", "Invoiced"),
    ("partly_paid", "Partly Paid"),
    ("paid", "Paid"),
    ("overdue", "Overdue"),
    ("suspended", "Suspended"),
    ("void", "Void"),
]
FINANCE_GROUP = "account.group_account_invoice"
# What sales may plan while an instalment is still waiting.
PLANNING_FIELDS = {
    "amount",
    "days",
    "fixed_date",
    "name",
    "sequence",
    "share",
    "share_agreed",
    "term_unit",
    "trigger",
    "trigger_code",
}
# Finance alone says when an instalment is due, and what claims it.
FINANCE_FIELDS = {"due_date", "invoice_ids", "taken_back_count", "triggered_date"}
# What came of it, which accounting alone says.
RESULT_FIELDS = {"amount_invoiced", "amount_open", "amount_received", "state"}


class CrmPaymentPlanLine(models.Model):
    """An instalment: an amount, what makes it due, and what came of it.

    State and amounts follow from trigger, invoices and reconciled payments alone.
    """

    _name = "crm.payment.plan.line"
    _description = "Instalment"
    _order = "plan_id desc, sequence, id"

    plan_id = fields.Many2one(
        "crm.payment.plan", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one(related="plan_id.contract_id", store=True, index=True)
    partner_id = fields.Many2one(related="plan_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id", store=True)
    user_id = fields.Many2one(
        related="plan_id.user_id", store=True, index=True, string="Salesperson"
    )
    team_id = fields.Many2one(
        related="plan_id.team_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Instalment", required=True)
    amount = fields.Monetary(required=True)
    share = fields.Float(
        string="Share (%)",
        compute="_compute_share",
        store=True,
        readonly=False,
        aggregator=None,
        help="Type a share and the amount follows, rounded to the cent. What rounding "
        "leaves over is on the last instalment that was planned by share.",
    )
    share_agreed = fields.Float(
        string="Agreed Share (%)",
        digits=(16, 4),
        aggregator=None,
        help="The share that the amount was planned by, if it was.",
    )
    trigger = fields.Selection(TRIGGERS, required=True, default="fixed_date")
    trigger_code = fields.Char(
        help="Code of the phase or deliverable that makes the instalment due."
    )
    fixed_date = fields.Date(help="The day the instalment becomes due by itself.")
    days = fields.Integer(
        string="Time to Pay",
        default=7,
        help="Due this many days or months after the trigger.",
    )
    term_unit = fields.Selection(
        TERM_UNITS,
        string="Counted in",
        required=True,
        default="day",
        help="Working days are those of the company: in China with the public holidays "
        "and the make-up working days.",
    )
    triggered_date = fields.Date(
        copy=False, help="When what makes the instalment due happened."
    )
    due_date = fields.Date(
        compute="_compute_due_date", store=True, readonly=False, copy=False, index=True
    )
    invoice_ids = fields.One2many("account.move", "plan_line_id", string="Invoices")
    amount_invoiced = fields.Monetary(
        string="Invoiced", compute="_compute_from_accounting", store=True
    )
    amount_received = fields.Monetary(
        string="Received", compute="_compute_from_accounting", store=True
    )
    amount_open = fields.Monetary(
        string="Open", compute="_compute_from_accounting", store=True
    )
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, index=True, default="waiting"
    )

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount of an instalment must be more than zero."
    )
    _days_positive = models.Constraint(
        "CHECK(days >= 0)", "The time to pay cannot be negative."
    )

    @api.depends("name", "contract_id.name", "amount", "partner_id.name")
    @api.depends_context("instalment_calendar")
    def _compute_display_name(self):
        if self.env.context.get("instalment_calendar"):
            # There is room for a few words a day: how much, from whom.
            for line in self:
                amount = line.currency_id.format(line.amount)
                customer_sudo = line.partner_id.sudo()  # shown on the instalment anyway
                line.display_name = f"{amount} {customer_sudo.name} {line.name}"
            return
        for line in self:
            line.display_name = f"{line.contract_id.name} {line.name}"

    @api.depends(
        "amount",
        "amount_invoiced",
        "amount_received",
        "contract_id.state",
        "due_date",
        "triggered_date",
    )
    def _compute_state(self):
        today = self._today()
        for line in self:
            unit = line.currency_id.rounding or 0.01
            line.state = instalment_state(
                Instalment(
                    amount=round(line.amount / unit),
                    invoiced=round(line.amount_invoiced / unit),
                    received=round(line.amount_received / unit),
                    is_triggered=bool(line.triggered_date),
                    due_date=line.due_date or None,
                    is_void=line.contract_id.state == "terminated",
                    is_suspended=line.contract_id.state == "suspended",
                ),
                today,
            )

    @api.model
    def _today(self):
        """Return today where the company works, as its contracts count it."""
        return self.env["crm.contract"]._term_today()

    # -- what may be changed, and by whom -----------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_vals(self._get_given().union(*vals_list))
        lines = super().create([self._prepare_share_vals(vals) for vals in vals_list])
        lines.plan_id._check_total_now()
        return lines

    def write(self, vals):
        self._check_vals(vals.keys())
        # A share is another amount in each plan.
        for total, lines in self.grouped(self._get_agreed(vals)).items():
            amount_vals = lines._get_amount_vals(vals, total)
            lines._check_changes(amount_vals)
            super(CrmPaymentPlanLine, lines).write(amount_vals)
        if {"amount", "share"} & vals.keys():
            self.plan_id._check_total_now()
        return True

    def unlink(self):
        self._check_unlink()
        plans = self.plan_id
        result = super().unlink()
        plans.exists()._check_total_now()
        return result

    @api.model
    def _get_given(self):
        """Return what the context gives new instalments that people may not give."""
        if self.env.su:
            return set()
        return {
            name
            for name in FINANCE_FIELDS | RESULT_FIELDS
            if f"default_{name}" in self.env.context
        }

    def _is_finance(self):
        return self.env.su or self.env.user.has_group(FINANCE_GROUP)

    @api.model
    def _check_vals(self, names):
        """Refuse what is computed, and triggers set by hand without being finance."""
        if named := computed_among(self, names):
            raise UserError(
                self.env._(
                    "%(fields)s of an instalment follow from its plan, its invoices "
                    "and payments, and cannot be written.",
                    fields=", ".join(named),
                )
            )
        if FINANCE_FIELDS & set(names):
            if not self._is_finance():
                raise AccessError(
                    self.env._("Only finance may change when an instalment is due.")
                )

    def _check_changes(self, vals):
        """Refuse changes of instalments that are due (sales) or invoiced (all)."""
        if "plan_id" in vals:
            raise UserError(self.env._("An instalment stays with its plan."))
        if vals.keys() & PLANNING_FIELDS and not self._is_finance():
            for line in self.filtered(lambda line: line.state != "waiting"):
                raise AccessError(
                    self.env._(
                        "Instalment %(line)s is no longer waiting. Ask finance to "
                        "change it.",
                        line=line.display_name,
                    )
                )
        if "amount" in vals:
            self._check_amount_free(vals["amount"])

    def _check_amount_free(self, amount):
        if self.env.context.get("plan_change_flow") is SUPPLEMENT_FLOW:
            return  # what is not invoiced may be taken off by a supplement
        # Sales cannot read invoices but must be told that there is one.
        for line in self.sudo():
            live = line.invoice_ids.filtered(lambda move: move.state != "cancel")
            if live and line.currency_id.compare_amounts(line.amount, amount):
                raise UserError(
                    self.env._(
                        "Instalment %(line)s is on invoice %(invoice)s. Cancel or "
                        "credit the invoice before changing the amount.",
                        line=line.display_name,
                        invoice=live[0].display_name,
                    )
                )

    def _check_unlink(self):
        for line in self.sudo():  # as above
            if line.state != "waiting" or line.invoice_ids:
                raise UserError(
                    self.env._(
                        "Instalment %(line)s is due or invoiced and cannot be deleted.",
                        line=line.display_name,
                    )
                )
