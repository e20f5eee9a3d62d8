from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Only the code behind the buttons moves these, whoever writes by RPC.
GUARDED_FIELDS = frozenset({"name", "state", "date_signed"})
# What a signed contract says may not change afterwards.
AGREED_FIELDS = frozenset(
    {
        "partner_id",
        "title",
        "date_start",
        "date_end",
        "company_id",
        "currency_id",
        "order_ids",
        "lead_id",
        "registration_id",
        "design_type_id",
        "site_address",
        "area",
        "note",
    }
)


class CrmContract(models.Model):
    """What was agreed with the customer: the sum of its confirmed quotations."""

    _name = "crm.contract"
    _description = "Contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    title = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("signed", "Signed"),
            ("closed", "Closed"),
            ("terminated", "Terminated"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, tracking=True
    )
    order_ids = fields.One2many("sale.order", "contract_id", string="Quotations")
    order_count = fields.Integer(compute="_compute_order_count")
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", readonly=True, index="btree_not_null"
    )
    registration_id = fields.Many2one(
        "crm.registration", readonly=True, index="btree_not_null"
    )
    design_type_id = fields.Many2one("crm.design.type")
    site_address = fields.Char()
    area = fields.Float(string="Area (m²)", digits=(12, 2))
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount_untaxed = fields.Monetary(compute="_compute_amounts", store=True)
    amount_tax = fields.Monetary(string="Taxes", compute="_compute_amounts", store=True)
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amounts", store=True, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null")
    date_signed = fields.Date(string="Signed on", readonly=True, copy=False)
    date_start = fields.Date(string="Start", default=fields.Date.context_today)
    date_end = fields.Date(string="End")
    note = fields.Html(string="Terms")

    _dates_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A contract cannot end before it starts.",
    )

    @api.depends(
        "order_ids.state",
        "order_ids.amount_untaxed",
        "order_ids.amount_tax",
        "order_ids.amount_total",
    )
    def _compute_amounts(self):
        for contract in self:
            orders = contract.order_ids.filtered(lambda order: order.state == "sale")
            contract.amount_untaxed = sum(orders.mapped("amount_untaxed"))
            contract.amount_tax = sum(orders.mapped("amount_tax"))
            contract.amount_total = sum(orders.mapped("amount_total"))

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.order_count = counts.get(contract, 0)

    @api.depends("name", "title")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = " ".join(
                filter(None, [contract.name, contract.title])
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_writable(vals_list)
        number = self.env["ir.sequence"].next_by_code
        unsigned = {} if self.env.su else {"state": "draft", "date_signed": False}
        return super().create(
            [{**vals, **unsigned, "name": number("crm.contract")} for vals in vals_list]
        )

    def write(self, vals):
        self._check_writable([vals])
        return super().write(vals)

    def _check_writable(self, vals_list):
        """Refuse what only the buttons may do, and changes of what was agreed."""
        if self.env.su:
            return
        written = set().union(*vals_list)
        if named := sorted(written & GUARDED_FIELDS):
            raise AccessError(
                self.env._(
                    "%(fields)s of a contract cannot be written. Use its buttons.",
                    fields=self._field_labels(named),
                )
            )
        signed = self.filtered(lambda contract: contract.state != "draft")
        if signed and (named := sorted(written & AGREED_FIELDS)):
            raise UserError(
                self.env._(
                    "%(contract)s is signed: %(fields)s cannot change any more. Make "
                    "a supplement instead.",
                    contract=signed[0].display_name,
                    fields=self._field_labels(named),
                )
            )

    def _field_labels(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in names
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if kept := self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._(
                    "%(contracts)s: only drafts can be deleted.",
                    contracts=", ".join(kept.mapped("display_name")),
                )
            )

    # -- signing -------------------------------------------------------------------

    def action_sign(self):
        """Record that the contract is signed; project and payment plan follow."""
        for contract in self:
            contract._sign()
        return True

    def _sign(self):
        self.check_access("write")
        # Two people may press the button at once: the project is made once.
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(contract)s is signed already.", contract=self.display_name
                )
            )
        if not self.amount_total:
            raise UserError(
                self.env._(
                    "%(contract)s has no confirmed quotation behind it, so it has no "
                    "amount. Confirm a quotation first.",
                    contract=self.display_name,
                )
            )
        self.order_ids.filtered(lambda order: order.state == "sale")._check_gate()
        # What follows a signature (project, plan) is not the salesperson's to write.
        contract_sudo = self.sudo()
        contract_sudo.write(
            {"state": "signed", "date_signed": fields.Date.context_today(self)}
        )
        contract_sudo.order_ids.action_lock()
        self.env["crm.business.event"]._emit(
            "contract.signed",
            self,
            self.env._("Contract %(name)s signed", name=self.display_name),
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
        )
        contract_sudo._on_signed()

    def _on_signed(self):
        """Hook: the contract has just been signed; ``self`` is superuser here.

        Called once in a contract's life. Overrides call super().
        """

    # -- navigation ------------------------------------------------------------------

    def action_view_orders(self):
        """Open the quotations behind this contract."""
        self.ensure_one()
        domain = [("contract_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": domain,
        }
