from odoo import api, fields, models
from odoo.fields import Command

from ..tools import design_fee


class SaleOrderEstimate(models.TransientModel):
    """Reckon the design fee of a quotation, seen step by step, and fill its lines."""

    _name = "sale.order.estimate"
    _description = "Estimate of a Design Fee"
    _inherit = ["crm.fee.wording"]

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    has_lines = fields.Boolean(compute="_compute_has_lines")
    table_id = fields.Many2one(
        "crm.fee.table",
        string="Fee Table",
        compute="_compute_table_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (company_id, False))]",
    )
    table_note = fields.Text(related="table_id.note")
    table_currency_id = fields.Many2one(
        related="table_id.currency_id", string="Currency of the Table"
    )
    table_unit = fields.Integer(related="table_id.unit")
    basis = fields.Selection(
        [("cost", "By Cost"), ("area", "By Area")],
        compute="_compute_basis",
        store=True,
        readonly=False,
    )
    design_type_id = fields.Many2one(
        "crm.design.type",
        compute="_compute_design_type_id",
        store=True,
        readonly=False,
    )
    cost = fields.Float(
        string="Reckoned Cost",
        digits=(16, 4),
        help="The cost that the fee is reckoned from, in the unit of the table "
        "(计费额, 万元): construction, equipment, commissioning.",
    )
    area = fields.Float(
        string="Area (m²)",
        digits=(12, 2),
        compute="_compute_area",
        store=True,
        readonly=False,
    )
    area_rate_id = fields.Many2one(
        "crm.fee.area.rate",
        string="Grade",
        compute="_compute_area_rate_id",
        store=True,
        readonly=False,
        domain="[('table_id', '=', table_id), ('design_type_id', '=', design_type_id)]",
    )
    area_price = fields.Monetary(
        string="Price per m²",
        currency_field="table_currency_id",
        compute="_compute_area_price",
        store=True,
        readonly=False,
    )
    profession_id = fields.Many2one(
        "crm.fee.coefficient",
        compute="_compute_profession_id",
        store=True,
        readonly=False,
        domain="[('table_id', '=', table_id), ('kind', '=', 'profession')]",
    )
    complexity_id = fields.Many2one(
        "crm.fee.coefficient",
        compute="_compute_complexity_id",
        store=True,
        readonly=False,
        domain="[('table_id', '=', table_id), ('kind', '=', 'complexity')]",
    )
    added_ids = fields.One2many(
        "sale.order.estimate.coefficient",
        "estimate_id",
        string="Added Coefficients",
        compute="_compute_added_ids",
        store=True,
        readonly=False,
    )
    float_percent = fields.Float(
        string="Float (%)",
        digits=(5, 2),
        help="The agreed deviation, e.g. -15 for 15 % less.",
    )
    split_id = fields.Many2one(
        "crm.fee.stage.split",
        string="Stages",
        compute="_compute_split_id",
        store=True,
        readonly=False,
        domain="[('table_id', '=', table_id), "
        "('design_type_id', 'in', (design_type_id, False))]",
    )
    split_summary = fields.Char(related="split_id.summary", string="Parts")
    site_days = fields.Float(string="Site Service (Days)", digits=(8, 2))
    site_day_price = fields.Monetary(
        string="Price per Day",
        compute="_compute_site_day_price",
        store=True,
        readonly=False,
    )
    mode = fields.Selection(
        [("replace", "Replace the lines"), ("add", "Add to the lines")],
        string="Lines",
        required=True,
        default="replace",
    )
    steps = fields.Json(compute="_compute_steps")
    problem = fields.Char(compute="_compute_steps")
    # The evidence that was made: one estimate fills the lines once.
    estimate_id = fields.Many2one("crm.fee.estimate", readonly=True, copy=False)

    @api.depends("order_id")
    def _compute_has_lines(self):
        for wizard in self:
            wizard.has_lines = bool(wizard.order_id.order_line)

    @api.depends("order_id")
    def _compute_table_id(self):
        for wizard in self:
            wizard.table_id = self.env["crm.fee.table"]._get_default(wizard.company_id)

    @api.depends("order_id")
    def _compute_design_type_id(self):
        for wizard in self:
            wizard.design_type_id = wizard._get_lead_sudo().design_type_id

    @api.depends("order_id")
    def _compute_area(self):
        for wizard in self:
            wizard.area = wizard._get_lead_sudo().area

    def _get_lead_sudo(self):
        """Return the opportunity, for two facts that the quotation's reader may know.

        Who writes a quotation need not be able to read its opportunity.
        """
        self.order_id.check_access("read")
        return self.order_id.sudo().opportunity_id

    @api.depends("table_id", "design_type_id")
    def _compute_basis(self):
        for wizard in self:
            rates = wizard.table_id.area_rate_ids.mapped("design_type_id")
            by_area = wizard.area and wizard.design_type_id in rates
            wizard.basis = "area" if by_area and not wizard.cost else "cost"

    @api.depends("table_id", "design_type_id")
    def _compute_area_rate_id(self):
        for wizard in self:
            rates = wizard.table_id.area_rate_ids
            wizard.area_rate_id = rates.filtered(
                lambda rate, kind=wizard.design_type_id: rate.design_type_id == kind
            )[:1]

    @api.depends("area_rate_id")
    def _compute_area_price(self):
        for wizard in self:
            wizard.area_price = wizard.area_rate_id.price

    @api.depends("table_id", "design_type_id")
    def _compute_profession_id(self):
        for wizard in self:
            wizard.profession_id = wizard._propose("profession")[:1]

    @api.depends("table_id", "design_type_id")
    def _compute_complexity_id(self):
        for wizard in self:
            wizard.complexity_id = wizard._propose("complexity")[:1]

    @api.depends("table_id", "design_type_id")
    def _compute_added_ids(self):
        for wizard in self:
            wizard.added_ids = [
                Command.clear(),
                *(
                    Command.create({"coefficient_id": one.id, "value": one.value})
                    for one in wizard._propose("added")
                ),
            ]

    def _propose(self, kind):
        """Return the coefficients to propose, those for this very design first."""
        proposed = self.table_id.coefficient_ids.filtered(
            lambda one: one.is_default and one.kind == kind
        )
        suiting = proposed._suits(self.design_type_id)
        return suiting.filtered("design_type_ids") | suiting

    @api.depends("table_id", "design_type_id", "complexity_id")
    def _compute_split_id(self):
        for wizard in self:
            wizard.split_id = wizard.table_id.split_ids._pick(
                wizard.design_type_id, wizard.complexity_id
            )

    @api.depends("table_id", "currency_id")
    def _compute_site_day_price(self):
        for wizard in self:
            price = design_fee.number(wizard.table_id.site_day_price)
            try:
                price *= wizard._get_rate()
            except design_fee.FeeError:
                price = 0  # the missing rate is said as the estimate's problem
            wizard.site_day_price = float(price)

    @api.depends(
        lambda self: [
            "added_ids.coefficient_id",
            "added_ids.value",
            *(name for name in self._input_fields() if name != "added_ids"),
        ]
    )
    @api.depends_context("lang")
    def _compute_steps(self):
        for wizard in self:
            wizard.steps, wizard.problem = False, False
            try:
                reckoned = wizard._reckon()
            except design_fee.FeeError as error:
                wizard.problem = self._say_problem(error)
            else:
                wizard.steps = self._say_steps(reckoned.calculation)

    @api.model
    def _input_fields(self):
        """Names of the fields that the fee depends on."""
        return [
            "table_id",
            "basis",
            "design_type_id",
            "cost",
            "area",
            "area_rate_id",
            "area_price",
            "profession_id",
            "complexity_id",
            "added_ids",
            "float_percent",
            "split_id",
            "site_days",
            "site_day_price",
        ]
