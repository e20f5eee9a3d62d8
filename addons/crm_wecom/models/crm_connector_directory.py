from odoo import models

from odoo.addons.crm_connector.tools.directory import Department, Directory, Person

from ..clients import directory
from ..tools.directory import department_values, person_values


class CrmConnector(models.Model):
    """WeCom's directory for the connector's comparison, and its reports."""

    _inherit = "crm.connector"

    def _wecom_directory(self):
        """Everybody in the application's visible range, to the last page.

        :raise ClientError: a part of it cannot be read
        """
        client = self._wecom_client()
        rows = directory.read_departments(client)
        members = directory.read_users(client, [row["id"] for row in rows])
        departments = [department_values(row) for row in rows]
        return Directory(
            tuple(Department(**values) for values in departments),
            tuple(Person(**person_values(row, departments)) for row in members),
        )

    def _wecom_directory_people(self, external_ids):
        """What is true of these people now: {id: Person, or None}.

        :raise ClientError: somebody cannot be asked for
        """
        client = self._wecom_client()
        rows = {
            external_id: directory.read_user(client, external_id)
            for external_id in external_ids
        }
        return {
            external_id: row and Person(**person_values(row))
            for external_id, row in rows.items()
        }

    def _rename_external_id(self, old, new):
        result = super()._rename_external_id(old, new)
        if self.kind == "wecom":
            follows = self.env["crm.wecom.follow"].search(
                [("contact_id.connector_id", "=", self.id), ("userid", "=", old)]
            )
            follows.userid = new
            groups = self.env["crm.wecom.group"].search(
                [("connector_id", "=", self.id), ("owner_userid", "=", old)]
            )
            groups.owner_userid = new
        return result

    # -- reports ---------------------------------------------------------------
    def _wecom_member_changed(self, event):
        """A colleague came, changed or left; WeCom is asked what is true now."""
        old, new = event.get("UserID"), event.get("NewUserID")
        identity = self._directory_renamed(old, new)
        run = self._directory_changed([new or old])
        return identity or run or None

    def _wecom_department_changed(self, _event):
        """A department came, changed or went: all is compared soon."""
        self._directory_departments_changed()
