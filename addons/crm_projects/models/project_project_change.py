from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_approval.tools import workdays


class ProjectProject(models.Model):
    """Change orders of a project, and what they do to budget and promise."""

    _inherit = "project.project"

    change_order_ids = fields.One2many(
        "project.change.order", "project_id", string="Change Orders"
    )
    change_order_count = fields.Integer(compute="_compute_change_order_count")

    @api.depends("change_order_ids")
    def _compute_change_order_count(self):
        counts = dict(
            self.env["project.change.order"]._read_group(
                [("project_id", "in", self.ids)], ["project_id"], ["__count"]
            )
        )
        for project in self:
            project.change_order_count = counts.get(project._origin, 0)

    def action_view_change_orders(self):
        """Open the change orders of this project."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_change_order_action"
        )
        return dict(
            action,
            domain=[("project_id", "=", self.id)],
            context={"default_project_id": self.id},
        )

    def action_new_change_order(self):
        """Begin a change order of this project."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Change Order"),
            "res_model": "project.change.order",
            "views": [(False, "form")],
            "context": {"default_project_id": self.id},
        }

    def _lock_row(self):
        """Let another request of this moment wait, and be run again after this one."""
        self.ensure_one()
        self.env.execute_query(
            SQL(
                "UPDATE project_project SET write_date = write_date "
                "WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset()

    def _change_budget_hours(self, hours):
        """Add hours to the budget; it never falls below nothing."""
        for project in self:
            project.budget_hours = max(project.budget_hours + hours, 0.0)

    def _agree_later_end(self, before):
        """Move the end that was first promised by what was agreed since.

        A change that the client pays for is no delay of ours.

        :param date before: the planned end before the change
        """
        self.ensure_one()
        if not (self.baseline_date and before and self.date):
            return
        is_worked = self._is_worked()
        days = workdays.workdays_between(before, self.date, is_worked)
        if days > 0:
            self.baseline_date = workdays.add_workdays(
                self.baseline_date, days, is_worked
            )

    def _client_changes(self):
        """Return the changes the client was shown, or asked for; as superuser."""
        self.ensure_one()
        return self.change_order_ids.filtered(
            lambda order: (
                order._is_for_client()
                or (order.asked_by_name and order.state == "draft")
            )
        )

    def _client_undecided(self):
        """Return the changes that wait for the client's decision; as superuser."""
        self.ensure_one()
        return self.change_order_ids.filtered(lambda order: order.state == "sent")
