from odoo import models

from odoo.addons.crm_connector.clients.errors import ClientRecipient
from odoo.addons.crm_connector.tools.delivery import Busy
from odoo.addons.crm_connector.tools.directory import Department, Directory, Person

from ..tools.people import ROOT, department_values, merged_people, person_values


class CrmConnector(models.Model):
    """The organisation as DingTalk knows it, every page of it."""

    _inherit = "crm.connector"

    def _dingtalk_directory(self):
        """Walk the departments and read the people of each; all or nothing."""
        client = self._dingtalk_client()
        company = self.company_id or self.env.company
        departments = [{"dept_id": ROOT, "name": company.name, "parent_id": ""}]
        rows = []
        try:
            for department in departments:  # grows while it is walked
                rows += client.users(department["dept_id"])
                departments += client.sub_departments(department["dept_id"])
        except ClientRecipient as error:
            # A department went while it was read: what is known now is not the whole.
            raise Busy(
                self.env._("DingTalk's organisation changed while it was read."),
                error.code,
            ) from error
        return Directory(
            departments=tuple(
                Department(**department_values(row)) for row in departments
            ),
            people=tuple(Person(**values) for values in merged_people(rows)),
        )

    def _dingtalk_directory_people(self, external_ids):
        """{external id: Person, or None for somebody who does not work there now}."""
        client = self._dingtalk_client()
        people = {}
        for external_id in external_ids:  # DingTalk has no call for several
            try:
                row = client.user(external_id)
            except ClientRecipient:
                people[external_id] = None
            else:
                people[external_id] = Person(**person_values(row))
        return people
