from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Something is still to be done for it, or with it.
OPEN_STATES = ("draft", "approval", "sent", "signed", "running", "suspended")
# Both sides are bound.
IN_FORCE_STATES = ("signed", "running", "suspended")
# Its amount counts: signed, and not ended before its time.
COUNTED_STATES = (*IN_FORCE_STATES, "closed")
# It has been signed, whatever became of it.
SIGNED_STATES = (*IN_FORCE_STATES, "closed", "terminated")
# Only the code behind the buttons moves these, whoever writes by RPC.
GUARDED_FIELDS = frozenset(
    {
        "name",
        "state",
        "date_signed",
        "decline_reason",
        "access_token",
        "parent_id",
        "supplement_number",
        "last_supplement_number",
        "renewal_id",
        "end_reminded_at",
    }
)
# What nobody gives a new contract, through a context either.
UNGIVEN = {
    "state": "draft",
    "date_signed": False,
    "parent_id": False,
    "supplement_number": 0,
    "last_supplement_number": 0,
    "renewal_id": False,
    "end_reminded_at": False,
}
# What a contract that is out of our hands says may not change afterwards.
AGREED_FIELDS = frozenset(
    {
        "template_id",
        "article_ids",
        "signer_id",
        "partner_id",
        "title",
        "date_start",
        "date_end",
        "company_id",
        "currency_id",
        "order_ids",
        "parent_id",
        "lead_id",
        "registration_id",
        "design_type_id",
        "site_address",
        "area",
        "note",
    }
)
# Code may still move these: they say where it came from, not what was agreed.
LINK_FIELDS = frozenset({"lead_id", "registration_id"})


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
            ("approval", "Approval"),
            ("sent", "Sent"),
            ("signed", "Signed"),
            ("running", "Running"),
            ("suspended", "Suspended"),
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
        self.browse()._check_writable(vals_list)
        ungiven = {} if self.env.su else UNGIVEN
        vals_list = [{**vals, **ungiven} for vals in vals_list]
        return super().create(
            [{**vals, "name": self._next_number(vals)} for vals in vals_list]
        )

    @api.model
    def _next_number(self, vals):
        """Return the number of a new contract of these values."""
        return self.env["ir.sequence"].next_by_code("crm.contract")

    def write(self, vals):
        self._check_writable([vals])
        return super().write(vals)

    def _check_writable(self, vals_list):
        """Refuse what only the buttons may do, and changes of what was agreed."""
        written = set().union(*vals_list)
        if not self.env.su and (named := sorted(written & GUARDED_FIELDS)):
            raise AccessError(
                self.env._(
                    "%(fields)s of a contract cannot be written. Use its buttons.",
                    fields=self._field_labels(named),
                )
            )
        agreed = AGREED_FIELDS - LINK_FIELDS if self.env.su else AGREED_FIELDS
        if named := sorted(written & agreed):
            self._check_open_for_changes(self._field_labels(named))

    def _check_open_for_changes(self, what):
        """Raise for contracts that are out of our hands.

        :param str what: what was to be changed, for people
        """
        for contract in self:
            if contract.state == "terminated":
                raise UserError(
                    self.env._(
                        "%(contract)s is terminated: %(fields)s cannot change any "
                        "more.",
                        contract=contract.display_name,
                        fields=what,
                    )
                )
            if contract.state in SIGNED_STATES:
                raise UserError(
                    self.env._(
                        "%(contract)s is signed: %(fields)s cannot change any more. "
                        "Make a supplement instead.",
                        contract=contract.display_name,
                        fields=what,
                    )
                )
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "%(contract)s is out for approval or signature: %(fields)s "
                        "cannot change. Use “Back to Draft” first.",
                        contract=contract.display_name,
                        fields=what,
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
        if shown := self.filtered("document_ids"):
            raise UserError(
                self.env._(
                    "%(contracts)s was sent to the client, so it stays. Terminate it "
                    "instead.",
                    contracts=", ".join(shown.mapped("display_name")),
                )
            )

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
