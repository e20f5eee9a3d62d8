from odoo import api, fields, models
from odoo.fields import Command, Domain


class ProjectProject(models.Model):
    """Visits to the site of a project."""

    _inherit = "project.project"

    site_visit_ids = fields.One2many(
        "project.site.visit", "project_id", string="Site Visits"
    )
    site_visit_count = fields.Integer(compute="_compute_site_visit_count")
    open_issue_count = fields.Integer(
        string="Open Site Issues", compute="_compute_site_visit_count"
    )

    @api.depends("site_visit_ids")
    def _compute_site_visit_count(self):
        visits = dict(
            self.env["project.site.visit"]._read_group(
                [("project_id", "in", self.ids)], ["project_id"], ["__count"]
            )
        )
        issues = dict(
            self.env["project.site.issue"]._read_group(
                [("project_id", "in", self.ids), ("state", "=", "open")],
                ["project_id"],
                ["__count"],
            )
        )
        for project in self:
            project.site_visit_count = visits.get(project._origin, 0)
            project.open_issue_count = issues.get(project._origin, 0)

    def action_view_site_visits(self):
        """Open the visits to the site of this project."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_site_visit_action"
        )
        return dict(
            action,
            domain=[("project_id", "=", self.id)],
            context={"default_project_id": self.id},
        )

    def action_new_site_visit(self):
        """Begin a visit here and now, and open it: photos can be taken at once."""
        self.ensure_one()
        me = {"side": "us", "user_id": self.env.uid}
        visit = self.env["project.site.visit"].create(
            {"project_id": self.id, "attendee_ids": [Command.create(me)]}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "project.site.visit",
            "res_id": visit.id,
            "views": [(False, "form")],
        }

    def _client_visits(self):
        """Return the visits that are shown to the client; ``self`` is superuser."""
        self.ensure_one()
        return self.site_visit_ids.filtered(lambda visit: visit._is_for_client())

    def _watch(self):
        result = super()._watch()
        domain = Domain("project_id", "in", self.ids)
        domain &= Domain("state", "=", "open") & Domain("deadline", "!=", False)
        self.env["project.site.issue"].search(domain, order="id")._remind_late()
        return result
