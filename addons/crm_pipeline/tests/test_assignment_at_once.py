from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

from .common import OWN

PEOPLE = 4
PREFIX = "At once enquiry"


@tagged("post_install", "-at_install")
class TestAssignmentAtOnce(AtOnceCase):
    """Leads that come in at the same moment, over real connections."""

    @classmethod
    def _set_up(cls, env):
        users = cls._make_users(env, "taker", PEOPLE, OWN)
        rule = env["crm.assignment.rule"].create(
            {
                "name": "At once",
                "sequence": -1,
                "member_ids": [(0, 0, {"user_id": user.id}) for user in users],
            }
        )
        cls.user_ids, cls.rule_id = users.ids, rule.id

    @classmethod
    def _clean_up(cls, env):
        env["crm.lead"].search([("name", "like", PREFIX)]).unlink()
        env["crm.assignment.rule"].browse(cls.rule_id).unlink()
        cls._delete_users(env, cls.user_ids)

    def test_nobody_is_given_two_while_another_waits(self):
        def come_in(env, number):
            vals = {"name": f"{PREFIX} {number}", "phone": f"1360000000{number}"}
            return env["crm.lead"]._intake([vals], "form").user_id.id

        attempts = [(SUPERUSER_ID, number) for number in range(PEOPLE)]
        given = self._at_once(come_in, attempts)
        self.assertEqual(sorted(given), sorted(self.user_ids))
