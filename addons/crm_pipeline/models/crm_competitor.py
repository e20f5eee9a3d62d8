from odoo import api, fields, models


class CrmCompetitor(models.Model):
    """A design company that bids for the same projects."""

    _name = "crm.competitor"
    _description = "Competitor"
    _order = "name"

    name = fields.Char(required=True)
    strengths = fields.Text()
    weaknesses = fields.Text()
    active = fields.Boolean(default=True)
    lost_count = fields.Integer(compute="_compute_lost_count")

    _name_unique = models.Constraint(
        "UNIQUE(name)", "This competitor is known already."
    )

    @api.depends_context("uid")
    def _compute_lost_count(self):
        counts = dict(
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("lost_to_id", "in", self.ids), ("won_status", "=", "lost")],
                ["lost_to_id"],
                ["__count"],
            )
        )
        for competitor in self:
            competitor.lost_count = counts.get(competitor, 0)
