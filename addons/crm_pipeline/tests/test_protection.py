from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestProtection(PipelineCase):
    """A protection is given by an approval or a manager, never taken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.env["crm.lead"].create(
            {"name": "x", "type": "opportunity", "user_id": cls.rep.id}
        )

    def test_a_rep_does_not_extend_his_own_protection(self):
        lead = self._converted().lead_id.with_user(self.rep)
        for value in ("2099-01-01", False):
            with self.assertRaisesRegex(AccessError, "Only sales managers"):
                lead.protected_until = value

    def test_a_rep_does_not_protect_a_lead_of_his_own(self):
        with self.assertRaises(AccessError):
            self.plain.with_user(self.rep).protected_until = "2099-01-01"
        Lead = self.env["crm.lead"].with_user(self.rep)
        with self.assertRaises(AccessError):
            Lead.create({"name": "y", "protected_until": "2099-01-01"})

    def test_a_context_protects_no_lead(self):
        Lead = self.env["crm.lead"].with_user(self.rep)
        Lead = Lead.with_context(default_protected_until="2099-01-01")
        self.assertFalse(Lead.create({"name": "y"}).protected_until)

    def test_a_copy_is_not_protected(self):
        lead = self._converted().lead_id.with_user(self.rep)
        copy = lead.copy()
        self.assertFalse(copy.protected_until)
        self.assertFalse(copy.registration_id)

    def test_a_rep_does_not_change_his_team_s_period(self):
        with self.assertRaises(AccessError):
            self.team.with_user(self.rep).protection_days = 999

    def test_a_manager_extends_it(self):
        self.plain.with_user(self.manager).protected_until = "2099-01-01"
        self.assertTrue(self.plain.is_protected)

    def test_protected_leads_are_searched(self):
        today = fields.Date.context_today(self.plain)
        self.plain.protected_until = today
        self.assertTrue(self.plain.is_protected)
        Lead = self.env["crm.lead"]
        mine = [("id", "=", self.plain.id)]
        self.assertTrue(Lead.search([*mine, ("is_protected", "=", True)]))
        self.plain.protected_until = fields.Date.subtract(today, days=1)
        self.assertFalse(Lead.search([*mine, ("is_protected", "=", True)]))
        self.assertTrue(Lead.search([*mine, ("is_protected", "=", False)]))
