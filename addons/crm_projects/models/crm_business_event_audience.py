from odoo import api, models


class CrmBusinessEvent(models.Model):
    """The team of a project can be told of what happens in it."""

    _inherit = "crm.business.event"

    @api.model
    def _audience_kinds(self):
        kinds = super()._audience_kinds()
        return kinds | {"project_team": self.env._("The project's team")}

    def _audience_of(self, kinds):
        people = super()._audience_of(kinds)
        if "project_team" in kinds:
            project_sudo = self._audience_projects()
            people |= project_sudo.user_id | project_sudo.member_ids.user_id
        return people

    def _audience_projects(self):
        """The project that this event's document is or belongs to."""
        document_sudo = self._audience_document()
        if document_sudo._name == "project.project":
            return document_sudo
        field = document_sudo._fields.get("project_id")
        if field and field.comodel_name == "project.project":
            return document_sudo.project_id
        return self.env["project.project"].sudo()
