from odoo import api, fields, models

from .project_milestone import check_figures

#: Written by code alone, whoever releases.
FIGURES = frozenset({"delivered_on", "promised_on", "on_time_rate", "delivery"})


class ProjectDeliverable(models.Model):
    """Whether it came on time: its first release against the date of that day."""

    _inherit = "project.deliverable"

    delivered_on = fields.Date(
        readonly=True, copy=False, help="When it was first released to the client."
    )
    promised_on = fields.Date(
        readonly=True, copy=False, help="Its deadline on the day of the first release."
    )
    on_time_rate = fields.Float(
        string="On Time (%)",
        compute="_compute_on_time_rate",
        store=True,
        aggregator="avg",
        help="100: on time; 0: late. The mean of many is the rate.",
    )
    on_time_target = fields.Float(
        related="company_id.on_time_target",
        string="On-Time Target (%)",
        store=True,
        aggregator="avg",
        groups="base.group_user",
        help="What the company wants; the mean of many on time is compared with it.",
    )
    delivery = fields.Selection(
        [("open", "Not yet"), ("on_time", "On time"), ("late", "Late")],
        compute="_compute_on_time_rate",
        store=True,
    )

    @api.depends("delivered_on", "promised_on")
    def _compute_on_time_rate(self):
        for item in self:
            late = item.promised_on and item.delivered_on > item.promised_on
            item.delivery = (
                ("late" if late else "on_time") if item.delivered_on else "open"
            )
            item.on_time_rate = 100.0 * (item.delivery == "on_time")

    def write(self, vals):
        check_figures(self, FIGURES & vals.keys())
        return super().write(vals)

    def _keep_delivery(self):
        """Keep when it first went out, and when it should have."""
        self.ensure_one()
        if not self.delivered_on:
            # Who releases does not write figures.
            self.sudo().write(
                {
                    "delivered_on": self.company_id._get_work_day(),
                    "promised_on": self.deadline,
                }
            )
