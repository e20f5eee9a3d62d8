from odoo import fields, models
from odoo.fields import Domain


class CrmProtectionMilestone(models.Model):
    """What makes a protection longer: reached once, by a fact and not by a click.

    A follow-up of a kind (the site was surveyed, a quotation was sent), or a stage.
    """

    _name = "crm.protection.milestone"
    _description = "Protection Milestone"
    _order = "policy_id, days, id"

    policy_id = fields.Many2one(
        "crm.protection.policy", required=True, ondelete="cascade", index=True
    )
    kind_id = fields.Many2one(
        "crm.follow.up.kind", string="Follow-up", ondelete="cascade"
    )
    stage_id = fields.Many2one("crm.stage", ondelete="cascade")
    days = fields.Integer(string="Protected for (days)", required=True, default=60)

    _days_positive = models.Constraint(
        "CHECK(days > 0)", "A milestone protects for at least one day."
    )
    _one_fact = models.Constraint(
        "CHECK(num_nonnulls(kind_id, stage_id) = 1)",
        "A milestone is a kind of follow-up or a stage, one of them.",
    )

    def _compute_display_name(self):
        for milestone in self:
            milestone.display_name = (milestone.kind_id or milestone.stage_id).name

    def _get_reached_domain(self):
        """Return the domain of the leads that have reached it, and not been given
        the days for it yet."""
        if self.kind_id:
            fact = Domain(
                "follow_up_ids",
                "any",
                [("kind_id", "=", self.kind_id.id), ("outcome", "=", "counted")],
            )
        else:
            fact = Domain("stage_id.sequence", ">=", self.stage_id.sequence)
        return fact & Domain(
            "protection_change_ids", "not any", [("milestone_id", "=", self.id)]
        )
