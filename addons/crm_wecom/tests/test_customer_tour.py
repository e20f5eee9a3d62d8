from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase


@tagged("post_install", "-at_install")
class TestCustomerTour(WecomCase, HttpCase):
    """From the code that a customer scans to the lead that a colleague opens."""

    def test_who_scans_a_code_is_opened_as_a_lead_with_its_source(self):
        self.rep.lang = "en_US"
        source = self.env["utm.source"].create({"name": "Design Week"})
        way = self.env["crm.wecom.contact.way"].create(
            {
                "name": "Fair Booth",
                "connector_id": self.connector.id,
                "source_id": source.id,
                "user_ids": [fields.Command.set(self.rep.ids)],
            }
        )
        values = {
            "name": "Zhou Min",
            "userid": "ZhangWei",
            "external_userid": "wmTour",
            "state_key": way.state_key,
        }
        answer = self.package.customers.add_customer(self.simulator.state, values)
        xml = self.package.callbacks.event_xml(
            self.connector.wecom_corp_id,
            "change_external_contact",
            ChangeType="add_external_contact",
            UserID="ZhangWei",
            ExternalUserID="wmTour",
            WelcomeCode=answer["welcome_code"],
        )
        with trap_jobs():
            event = self.env["crm.connector.event"]._keep(
                self.connector.id, xml.encode()
            )
            event._process()
        lead = self.env["crm.lead"].browse(event.res_id)
        self.assertEqual((lead.source_id, lead.user_id), (source, self.rep))
        self.start_tour(
            "/odoo/action-crm_wecom.crm_wecom_contact_action",
            "crm_wecom_customer",
            login=self.rep.login,
        )
