from odoo.tests import tagged

from .channel_common import ChannelMixin
from .common import TourCase


@tagged("post_install", "-at_install")
class TestChannelTour(ChannelMixin, TourCase):
    """A channel partner's salesperson with his phone at the site."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_channels()

    def test_he_registers_a_customer(self):
        self.start_tour("/my", "crm_pipeline_channel", login="tour_agent")
        registration = self.env["crm.registration"].search(
            [("channel_submitter_id", "=", self.agent.id)]
        )
        self.assertEqual(registration.customer_name, "Lakeside Hotel Co.")
        self.assertEqual(registration.state, "withdrawn")
