from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContract(models.Model):
    """A signed contract makes its payment plan."""

    _inherit = "crm.contract"

    plan_template_id = fields.Many2one(
        "crm.payment.plan.template",
        string="Payment Plan Template",
        compute="_compute_plan_template_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        help="The payment plan is made from this template when the contract is signed.",
    )
    plan_ids = fields.One2many("crm.payment.plan", "contract_id")
    plan_line_ids = fields.One2many(
        "crm.payment.plan.line", "contract_id", string="Instalments"
    )
    amount_received = fields.Monetary(string="Received", compute="_compute_receipts")
    amount_open = fields.Monetary(string="Open", compute="_compute_receipts")
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_receipts")

    @api.depends("design_type_id", "company_id")
    def _compute_plan_template_id(self):
        # Whoever edits the contract need not read templates.
        templates_sudo = (
            self.env["crm.payment.plan.template"]
            .sudo()
            .search([("company_id", "in", [False, *self.company_id.ids])])
        )
        for contract in self:
            current = contract.plan_template_id
            if current and contract.state != "draft":
                contract.plan_template_id = current
                continue
            usable = templates_sudo.filtered(
                lambda t, contract=contract: t.company_id <= contract.company_id
            )
            special = usable.filtered(
                lambda t, contract=contract: (
                    contract.design_type_id in t.design_type_ids
                )
            )
            general = usable.filtered(lambda t: not t.design_type_ids)
            contract.plan_template_id = (special or general or usable)[:1]

    @api.depends(
        "plan_line_ids.amount_open",
        "plan_line_ids.state",
        "supplement_ids.plan_line_ids.amount_open",
        "supplement_ids.plan_line_ids.state",
    )
    def _compute_receipts(self):
        family = self | self.supplement_ids
        rows = self.env["crm.payment.plan.line"]._read_group(
            [("contract_id", "in", family.ids), ("state", "!=", "void")],
            ["contract_id", "state"],
            ["amount_received:sum", "amount_open:sum"],
        )
        figures = {}
        for contract, state, received, still_open in rows:
            # Money of a supplement is money of its contract, too.
            for owner in {contract.id, contract._get_whole().id}:
                totals = figures.setdefault(owner, [0.0, 0.0, 0.0])
                totals[0] += received
                totals[1] += still_open
                totals[2] += still_open if state == "overdue" else 0.0
        for contract in self:
            received, still_open, overdue = figures.get(
                contract._origin.id, (0.0, 0.0, 0.0)
            )
            contract.amount_received = received
            contract.amount_open = still_open
            contract.amount_overdue = overdue

    def _on_signed(self):
        result = super()._on_signed()
        for contract in self:
            contract._create_payment_plan()
        return result

    def _create_payment_plan(self):
        """Make the payment plan from the template, once per contract.

        :return: the plan, new or existing; empty without a template
        """
        self.ensure_one()
        # The signer has no rights to make plans.
        contract_sudo = self.sudo()
        if contract_sudo.plan_ids:
            return contract_sudo.plan_ids[:1]
        template_sudo = contract_sudo.plan_template_id
        if not (template_sudo.line_ids or template_sudo.method == "fee_table"):
            contract_sudo.message_post(
                body=self.env._(
                    "No payment plan was made: choose a payment plan template on the "
                    "contract and create the plan."
                )
            )
            return contract_sudo.plan_ids
        plan_sudo = self.env["crm.payment.plan"].sudo()
        try:
            with self.env.cr.savepoint():
                plan_sudo = plan_sudo._create_for_contract(contract_sudo, template_sudo)
        except UserError as error:
            # What is wrong with a template must not stop a signature.
            contract_sudo.message_post(
                body=self.env._(
                    "No payment plan was made: %(reason)s", reason=str(error)
                )
            )
            return contract_sudo.plan_ids
        plan_sudo._trigger_lines("contract_signed", date=contract_sudo.date_signed)
        return plan_sudo

    def action_create_plan(self):
        """Make the plan of a contract that was signed without a template."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("signed", "running") or not self.plan_template_id:
            raise UserError(
                self.env._(
                    "The payment plan of contract %(contract)s is made when the "
                    "contract is signed and has a payment plan template.",
                    contract=self.name,
                )
            )
        self._create_payment_plan()
        return self.action_view_plan()

    def action_view_plan(self):
        """Open the payment plan of this contract."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment Plan"),
            "res_model": "crm.payment.plan",
        }
        plans = (self | self.supplement_ids).plan_ids
        if len(plans) > 1:
            views = [(False, "list"), (False, "form")]
            return dict(action, domain=[("id", "in", plans.ids)], views=views)
        return dict(action, res_id=plans.id, views=[(False, "form")])
