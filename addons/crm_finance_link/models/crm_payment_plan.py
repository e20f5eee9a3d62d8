from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..tools.split import split_amount

# Set while a plan saves its lines: the total is then checked once, at the end. It is
# an object, so nobody can send it through RPC.
TOTAL_DEFERRED = object()


def computed_among(model, names):
    """Return the labels of those fields of ``names`` that nobody writes.

    Odoo lets a computed field be written by RPC; what follows from a plan does not.
    """
    fields_by_name = model._fields
    return [
        fields_by_name[name]._description_string(model.env)
        for name in sorted(names)
        if name in fields_by_name
        and fields_by_name[name].compute
        and fields_by_name[name].readonly
    ]


class CrmPaymentPlan(models.Model):
    """When and for what the client pays: the contract's amount in instalments.

    The instalments always add up to the contract, to the cent. What was invoiced and
    received is computed from accounting and stored nowhere else.
    """

    _name = "crm.payment.plan"
    _description = "Payment Plan"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "contract_id"

    contract_id = fields.Many2one(
        "crm.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    template_id = fields.Many2one(
        "crm.payment.plan.template", readonly=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True)
    user_id = fields.Many2one(
        related="contract_id.user_id", store=True, index=True, string="Salesperson"
    )
    team_id = fields.Many2one(
        related="contract_id.team_id", store=True, index="btree_not_null"
    )
    contract_amount = fields.Monetary(related="contract_id.amount_total", store=True)
    line_ids = fields.One2many("crm.payment.plan.line", "plan_id", string="Instalments")
    amount_total = fields.Monetary(
        string="Planned Amount", compute="_compute_amounts", store=True
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced", compute="_compute_amounts", store=True
    )
    amount_received = fields.Monetary(
        string="Received", compute="_compute_amounts", store=True
    )
    amount_open = fields.Monetary(string="Open", compute="_compute_amounts", store=True)
    difference = fields.Monetary(
        compute="_compute_difference",
        help="What was agreed less the plan; anything but zero has to be planned.",
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Paid"), ("void", "Void")],
        compute="_compute_state",
        store=True,
    )

    _contract_unique = models.UniqueIndex(
        "(contract_id)", "This contract has a payment plan already."
    )

    @api.depends(
        "line_ids.amount", "line_ids.amount_invoiced", "line_ids.amount_received"
    )
    def _compute_amounts(self):
        for plan in self:
            lines = plan.line_ids
            plan.amount_total = sum(lines.mapped("amount"))
            plan.amount_invoiced = sum(lines.mapped("amount_invoiced"))
            plan.amount_received = sum(lines.mapped("amount_received"))
            plan.amount_open = plan.amount_total - plan.amount_received

    @api.depends("amount_agreed", "amount_total")
    def _compute_difference(self):
        for plan in self:
            plan.difference = plan.amount_agreed - plan.amount_total

    @api.depends("line_ids.state")
    def _compute_state(self):
        for plan in self:
            states = set(plan.line_ids.mapped("state"))
            if states == {"void"}:
                plan.state = "void"
            else:
                plan.state = (
                    "done" if states and states <= {"paid", "void"} else "running"
                )

    @api.constrains("line_ids")
    def _check_total(self):
        for plan in self:
            total = sum(plan.line_ids.mapped("amount"))
            expected = plan.amount_agreed
            if plan.currency_id.compare_amounts(total, expected):
                raise ValidationError(
                    self.env._(
                        "The instalments of contract %(contract)s add up to %(total)s, "
                        "the contract to %(expected)s: %(difference)s too much or too "
                        "little. Change the amounts so that both are equal.",
                        contract=plan.contract_id.display_name,
                        total=plan.currency_id.format(total),
                        expected=plan.currency_id.format(expected),
                        difference=plan.currency_id.format(abs(expected - total)),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_written(set().union(*vals_list))
        deferred = self.with_context(plan_total_check=TOTAL_DEFERRED)
        plans = super(CrmPaymentPlan, deferred).create(vals_list)
        return plans.with_env(self.env)

    def write(self, vals):
        if "contract_id" in vals:
            raise UserError(self.env._("A payment plan stays with its contract."))
        self._check_written(vals.keys())
        deferred = self.with_context(plan_total_check=TOTAL_DEFERRED)
        return super(CrmPaymentPlan, deferred).write(self._settle_cents(vals))

    @api.model
    def _check_written(self, names):
        if named := computed_among(self, names):
            raise UserError(
                self.env._(
                    "%(fields)s of a payment plan follow from its contract and its "
                    "instalments, and cannot be written.",
                    fields=", ".join(named),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_untouched(self):
        """Instalments go with their plan: each must be one that may go."""
        self.line_ids._check_unlink()

    def _check_total_now(self):
        """Check the total unless the plan itself is saving its lines."""
        if self.env.context.get("plan_total_check") is not TOTAL_DEFERRED:
            self._check_total()

    @api.model
    def _create_for_contract(self, contract, template):
        """Make the plan of ``contract`` from ``template``, amounts exact."""
        currency = contract.currency_id
        # The client reads the names on the invoice: take his language.
        terms = template.with_context(
            lang=contract.partner_id.lang or self.env.lang
        )._get_terms(contract)
        amounts = split_amount(
            Decimal(str(currency.round(contract.amount_total))),
            [Decimal(str(term["share_agreed"])) for term in terms],
            currency.decimal_places,
        )
        return self.create(
            {
                "contract_id": contract.id,
                "template_id": template.id,
                "line_ids": [
                    Command.create({**term, "amount": float(amount)})
                    for term, amount in zip(terms, amounts, strict=True)
                    if amount
                ],
            }
        )

    def _trigger_lines(self, trigger, code=None, date=None):
        """Make the waiting instalments with this trigger (and code) due.

        :return: the instalments that were triggered
        """
        lines = self.line_ids.filtered(
            lambda line: (
                line.trigger == trigger
                and (code is None or line.trigger_code == code)
                and not line.triggered_date
            )
        )
        lines._trigger(date)
        return lines

    def _take_back_lines(self, trigger, code, reason):
        """Let the instalments with this trigger and code wait again: see the lines."""
        lines = self.line_ids.filtered(
            lambda line: line.trigger == trigger and line.trigger_code == code
        )
        return lines._take_back(reason)

    def action_view_lines(self):
        """Open the instalments of these plans."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_finance_link.crm_payment_plan_line_action"
        )
        return dict(action, domain=[("plan_id", "in", self.ids)], context={})
