from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmFeeTable(models.Model):
    """A fee standard: what a company takes for a design, and how it is reckoned.

    The rules themselves are in ``tools/design_fee.py``; this holds their numbers.
    """

    _name = "crm.fee.table"
    _description = "Fee Table"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies use it."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    note = fields.Text(
        translate=True, help="Shown to the salesperson who estimates a fee with it."
    )
    unit = fields.Integer(
        required=True,
        default=10000,
        help="How much money a 1 in the base fees is: 10000 where they are in 万元.",
    )
    rate_below = fields.Float(
        string="Rate below the Table (%)",
        digits=(6, 3),
        help="Percent of the cost where it is below the first row. 0: no estimate.",
    )
    rate_above = fields.Float(
        string="Rate beyond the Table (%)",
        digits=(6, 3),
        help="Percent of the cost where it is beyond the last row. 0: no estimate.",
    )
    float_limit = fields.Float(
        string="Largest Float (± %)",
        digits=(5, 2),
        default=20,
        help="How far the agreed fee may be above or below the reckoned one.",
    )
    minimum_area = fields.Float(
        string="Smallest Area (m²)",
        digits=(12, 2),
        help="Smaller areas are charged as this one. 0: no minimum.",
    )
    site_day_price = fields.Monetary(
        string="Site Service per Day",
        help="Proposed for the days of site service, which is a line of its own.",
    )
    site_product_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        domain="[('sale_ok', '=', True), ('type', '=', 'service')]",
        default=lambda self: self.env.ref("crm_contract.product_site_service", False),
        help="The line of the site service.",
    )
    row_ids = fields.One2many(
        "crm.fee.table.row", "table_id", string="Base Fees", copy=True
    )
    coefficient_ids = fields.One2many("crm.fee.coefficient", "table_id", copy=True)
    area_rate_ids = fields.One2many(
        "crm.fee.area.rate", "table_id", string="Prices per m²", copy=True
    )
    split_ids = fields.One2many(
        "crm.fee.stage.split", "table_id", string="Stage Splits", copy=True
    )

    _unit_positive = models.Constraint(
        "CHECK(unit > 0)", "The unit of a fee table is 1 or more, e.g. 10000 for 万元."
    )
    _rates_not_negative = models.Constraint(
        "CHECK(rate_below >= 0 AND rate_above >= 0 AND minimum_area >= 0"
        " AND site_day_price >= 0)",
        "Rates, smallest area and price per day of a fee table cannot be negative.",
    )
    _float_limit_sound = models.Constraint(
        "CHECK(float_limit >= 0 AND float_limit < 100)",
        "The largest float of a fee table is between 0 and 100 %.",
    )

    def copy_data(self, default=None):
        """Say of a copy that it is one."""
        vals_list = super().copy_data(default)
        if default and "name" in default:
            return vals_list
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=table.name)}
            for table, vals in zip(self, vals_list, strict=True)
        ]

    def copy(self, default=None):
        """Copy the table with its splits at the copy's own complexities."""
        copies = super().copy(default)
        for table, new in zip(self, copies, strict=True):
            twins = {(one.name, one.value): one for one in new.coefficient_ids}
            for split, twin in zip(table.split_ids, new.split_ids, strict=True):
                twin.complexity_ids = self.env["crm.fee.coefficient"].union(
                    *(twins[one.name, one.value] for one in split.complexity_ids)
                )
        return copies

    @api.constrains("row_ids")
    def _check_fees_rise(self):
        for table in self:
            rows = table.row_ids.sorted("cost")
            for low, high in zip(rows, rows[1:], strict=False):
                if high.fee < low.fee:
                    raise ValidationError(
                        self.env._(
                            "%(table)s: the base fee for %(high)s is lower than that "
                            "for %(low)s. Correct one of the two rows.",
                            table=table.name,
                            high=f"{high.cost:g}",
                            low=f"{low.cost:g}",
                        )
                    )

    @api.model
    def _get_default(self, company):
        """Return the first table of ``company``, its own before the shared ones."""
        domain = [("company_id", "in", (company.id, False))]
        tables = self.search(domain)
        return (tables.filtered("company_id") or tables)[:1]
