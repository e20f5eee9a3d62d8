from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


class CrmFeeStageSplit(models.Model):
    """Which part of the fee each stage of a design is worth."""

    _name = "crm.fee.stage.split"
    _description = "Stage Split"
    _order = "sequence, id"

    table_id = fields.Many2one(
        "crm.fee.table", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    design_type_id = fields.Many2one(
        "crm.design.type",
        index="btree_not_null",
        help="Proposed for these designs. Empty: offered for all, proposed for none.",
    )
    complexity_ids = fields.Many2many(
        "crm.fee.coefficient",
        domain="[('table_id', '=', table_id), ('kind', '=', 'complexity')]",
        copy=False,
        help="Proposed at these grades of complexity. Empty: at all.",
    )
    line_ids = fields.One2many("crm.fee.stage.split.line", "split_id", copy=True)
    summary = fields.Char(string="Stages", compute="_compute_summary")

    @api.depends("line_ids.percent", "line_ids.product_id", "line_ids.sequence")
    def _compute_summary(self):
        for split in self:
            split.summary = " / ".join(
                f"{line.product_id.name or ''} {line.percent:g} %"
                for line in split.line_ids.sorted("sequence")
            )

    @api.constrains("line_ids")
    def _check_whole(self):
        for split in self:
            whole = sum(split.line_ids.mapped("percent"))
            if float_compare(whole, 100, precision_digits=3):
                raise ValidationError(
                    self.env._(
                        "Stage split %(name)s: its stages add up to %(whole)s %%, not "
                        "to 100 %%. Correct the percentages.",
                        name=split.name,
                        whole=f"{whole:g}",
                    )
                )

    def _pick(self, design_type, complexity):
        """Return the split to propose, or none."""
        suiting = self.filtered(
            lambda split: design_type and split.design_type_id == design_type
        )
        exact = suiting.filtered(lambda split: complexity in split.complexity_ids)
        open_ones = suiting.filtered(lambda split: not split.complexity_ids)
        return (exact or open_ones or suiting)[:1]
