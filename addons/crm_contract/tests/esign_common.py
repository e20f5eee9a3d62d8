from contextlib import nullcontext
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user

from odoo.addons.crm_customer.tests.simulator import LoopbackRequests, load_simulator

from ..models.crm_sign_provider import LOOPBACK_PARAMETER
from ..tools import evidence_pdf, html_pdf
from .common import ContractCase

# Besides the roles of ContractCase:
# admin     system administrator: sets up the provider


class EsignCase(LoopbackRequests, ContractCase):
    """A provider that really runs, on the loopback, and a contract to be signed."""

    @classmethod
    def setUpClass(cls):
        package = load_simulator("esign")
        cls.Fault = package.Fault
        cls.simulator = package.EsignSimulator().start()
        cls.addClassCleanup(cls.simulator.stop)
        super().setUpClass()
        cls.there = cls.simulator.state
        cls.env["ir.config_parameter"].set_param(LOOPBACK_PARAMETER, "1")
        cls.admin = new_test_user(cls.env, "con_admin", "base.group_system")
        providers = cls.env["crm.sign.provider"]
        # Where there is a demo company, its provider is not asked.
        providers.search([("active", "=", True)]).active = False
        cls.provider = providers.create(
            {
                "name": "E-Sign",
                "base_url": cls.simulator.base_url,
                "app_id": cls.there.app_id,
                "app_secret": cls.there.secret,
                "callback_secret": cls.there.callback_secret,
                "state": "connected",
            }
        )
        # Which engine this machine has is not what is tested here.
        page = evidence_pdf.build("Contract", [("Text", [("Fee", "60,000")])])
        cls.startClassPatcher(
            patch.object(
                cls.env.registry["crm.contract"],
                "_render_pages",
                lambda _self, _html: ("chromium", [page]),
            )
        )
        engine = ("chromium", "/usr/bin/false")
        cls.startClassPatcher(patch.object(html_pdf, "find_engine", lambda: engine))
        cls.rep.lang = "en_US"
        cls.contract = cls._new_contract()

    def setUp(self):
        super().setUp()
        self.there.reset()

    def _send_esign(self, contract=None):
        """Send the contract to the provider, as the rep; return its envelope."""
        contract = contract or self.contract
        contract.action_send_esign()
        return contract.sudo().envelope_ids.sorted()[:1]

    def _work(self):
        """Let the cron run once; a case with a server is in test mode already."""
        is_served = isinstance(self, HttpCase)
        with nullcontext() if is_served else self.enter_registry_test_mode():
            self.env.ref("crm_contract.ir_cron_work_envelopes").method_direct_trigger()
        self.env.invalidate_all()

    def _sent(self):
        """Return the envelope of a contract that the signers have."""
        envelope = self._send_esign()
        self._work()
        self.assertEqual(envelope.state, "sent", envelope.error)
        return envelope
