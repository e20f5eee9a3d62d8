from odoo import models

from ..tools import planned_margin


class SaleOrderEstimate(models.TransientModel):
    """What the estimated stages are planned to cost is kept with their lines."""

    _inherit = "sale.order.estimate"

    def action_fill(self):
        """Fill the lines, and note by which stage of the table each was reckoned."""
        before = self.order_id.order_line
        result = super().action_fill()
        self._note_stages((self.order_id.order_line - before).sorted("id"))
        return result

    def _note_stages(self, lines):
        """Note the stage and its fee by the table; site service has none.

        :param lines: those just made, stages first, as the split has them
        """
        area_rate = self.area_rate_id if self.basis == "area" else None
        price, listed = (self.area_price, area_rate.price) if area_rate else (0, 0)
        # Cost is nothing that the salesperson reads or writes.
        for line_sudo, stage in zip(lines.sudo(), self.split_id.line_ids, strict=False):
            line_sudo.write(
                {
                    "fee_stage_id": stage.id,
                    "standard_fee": planned_margin.standard_fee(
                        line_sudo.price_unit, self.float_percent, price, listed
                    ),
                }
            )
