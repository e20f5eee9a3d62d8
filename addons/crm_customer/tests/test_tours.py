from odoo.tests import HttpCase, new_test_user, tagged

from .common import OWN
from .handover_common import MANAGER


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    """Customers in the browser: their lifecycle, their groups, their handover."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.manager = cls._new_user("manager", MANAGER, "The Manager")
        cls.leaver = cls._new_user("leaver", OWN, "Who Leaves")
        cls.heir = cls._new_user("heir", OWN, "Who Takes Over")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Tour Customer",
                "is_company": True,
                "user_id": cls.leaver.id,
                "lifecycle_stage_id": cls.env.ref(
                    "crm_customer.crm_lifecycle_stage_potential"
                ).id,
            }
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Tour Hall",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.leaver.id,
            }
        )

    @classmethod
    def _new_user(cls, role, groups, name):
        return new_test_user(
            cls.env, f"cus_tour_{role}", groups, name=name, lang="en_US", tz="UTC"
        )

    def test_a_card_asks_why_it_moves(self):
        action = self.env.ref("crm_customer.crm_lifecycle_board_action")
        action.domain = [("id", "=", self.customer.id)]
        self.start_tour(
            f"/odoo/action-{action.id}",
            "crm_customer_lifecycle",
            login="cus_tour_manager",
        )
        changes = self.customer.lifecycle_change_ids.sorted("id")
        self.assertEqual(
            changes.mapped("note"),
            ["", "Builds nothing before 2028", "Called again"],
        )

    def test_a_manager_hands_over_after_he_has_seen_what_goes(self):
        action = self.env.ref("crm_customer.crm_customer_handover_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "crm_customer_handover",
            login="cus_tour_manager",
        )
        self.assertEqual(self.customer.user_id, self.heir)
        self.assertEqual(self.lead.user_id, self.heir)

    def test_a_group_is_seen_from_one_of_its_companies(self):
        holding = self.customer.create({"name": "Tour Holding", "is_company": True})
        daughter, _contact = self.customer.create(
            [
                {"name": "Tour Daughter", "is_company": True, "parent_id": holding.id},
                {"name": "Tour Contact", "parent_id": holding.id},
            ]
        )
        self.customer.create(
            {"name": "Tour Grandchild", "is_company": True, "parent_id": daughter.id}
        )
        self.lead.write({"partner_id": holding.id, "expected_revenue": 100})
        action = self.env.ref("contacts.action_contacts", raise_if_not_found=False)
        action = action or self.env.ref("base.action_partner_form")
        self.start_tour(
            f"/odoo/action-{action.id}/{daughter.id}",
            "crm_customer_group",
            login="cus_tour_manager",
        )
