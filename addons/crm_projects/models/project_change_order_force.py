from odoo import fields, models

from .project_delay import CHANGE_ORDER


class ProjectChangeOrder(models.Model):
    """What a change does to the project once it is in the contract."""

    _inherit = "project.change.order"

    contracted_on = fields.Date(
        string="In the Contract since", readonly=True, copy=False
    )
    delay_ids = fields.One2many("project.delay", "change_order_id", string="Delays")

    def _come_into_force(self):
        """Move dates and budget: the supplement is signed; ``self`` is superuser."""
        accepted = self.filtered(lambda order: order.state == "accepted")
        accepted._check_intact()
        accepted._write_flow(
            {
                "state": "contracted",
                "contracted_on": accepted.company_id._get_work_day(),
            }
        )
        for order in accepted:
            order._extend_phases()
            order.project_id._change_budget_hours(order.hours)
            order._emit(
                "contracted", self.env._("%(order)s is part of the contract now")
            )

    def _extend_phases(self):
        """Make the phases named longer, and move what follows them."""
        self.ensure_one()
        project = self.project_id
        before = project.date
        for effect in self.effect_ids:
            # Planned anew it keeps the days that were agreed.
            effect.milestone_id.duration_days += effect.days
            project._shift_phase(effect.milestone_id, effect.days)
        self.env["project.delay"].create(
            [
                {
                    "project_id": project.id,
                    "milestone_id": effect.milestone_id.id,
                    "change_order_id": self.id,
                    "cause": CHANGE_ORDER,
                    "days": effect.days,
                    "note": self.display_name,
                }
                for effect in self.effect_ids
            ]
        )
        project._agree_later_end(before)
        project.message_post(
            body=self.env._(
                "%(order)s is part of the contract: %(days)s working days and "
                "%(hours)s hours more. The project now ends on %(end)s.",
                order=self.display_name,
                days=self.effect_days,
                hours=f"{self.hours:g}",
                end=project.date or "-",
            )
        )

    def _fall_with_supplement(self):
        """The supplement was terminated: what it brought counts no more."""
        for order in self.filtered(lambda one: one.state == "contracted"):
            order.project_id._change_budget_hours(-order.hours)
            order.project_id.message_post(
                body=self.env._(
                    "%(order)s counts no more, its supplement is terminated. The dates "
                    "stay as they are: check them.",
                    order=order.display_name,
                )
            )
            order._write_flow({"state": "cancelled"})
