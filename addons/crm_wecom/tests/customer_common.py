from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase


class CustomerCase(WecomCase):
    """Customers of the colleagues, known on both sides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sim = cls.simulator.state
        cls.chief = cls._new_user("wecom_chief", "sales_team.group_sale_manager")

    def setUp(self):
        super().setUp()
        for known in (self.sim.customers, self.sim.tag_groups, self.sim.group_chats):
            known.clear()
        self.sim.transfers.clear()

    def _known(self, external_id="wm1", userid="ZhangWei", partner=None, **follower):
        """A customer whom WeCom and we know: the row of the colleague."""
        state_key = follower.pop("state_key", "")
        self.package.customers.add_customer(
            self.sim,
            {
                "external_userid": external_id,
                "name": external_id,
                "userid": userid,
                "state_key": state_key,
                **follower,
            },
        )
        contact = self.env["crm.wecom.contact"]._of(self.connector, external_id)
        contact._take_over(self.connector._wecom_client().external_contact(external_id))
        contact.partner_id = partner
        return contact.follow_ids.filtered(lambda one: one.userid == userid)

    def _report(self, event="change_external_contact", **values):
        xml = self.package.callbacks.event_xml(
            self.connector.wecom_corp_id, event, **values
        )
        with trap_jobs():
            row = self.env["crm.connector.event"]._keep(self.connector.id, xml.encode())
            row._process()
        self.assertEqual(row.state, "done", row.error)
        return row

    def _at_wecom(self, follow):
        customer = self.sim.customers[follow.contact_id.external_id]
        return customer.followers[follow.userid]
