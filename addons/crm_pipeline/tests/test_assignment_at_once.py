from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import OWN

PEOPLE = 4
PREFIX = "At once enquiry"


@tagged("post_install", "-at_install")
class TestAssignmentAtOnce(BaseCase):
    """Leads that come in at the same moment, over real connections.

    What is tried here needs commits, so it is not undone by a rollback: it is
    deleted at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            users = env["res.users"].create(
                [
                    {
                        "name": f"Taker {number}",
                        "login": f"taker_{number}",
                        "group_ids": [(6, 0, env.ref(OWN).ids)],
                    }
                    for number in range(PEOPLE)
                ]
            )
            rule = env["crm.assignment.rule"].create(
                {
                    "name": "At once",
                    "sequence": -1,
                    "member_ids": [(0, 0, {"user_id": user.id}) for user in users],
                }
            )
            cls.user_ids, cls.rule_id = users.ids, rule.id
        cls.addClassCleanup(cls._clean_up)

    @staticmethod
    def _env(cr):
        context = {"no_reset_password": True, "lang": "en_US", "tracking_disable": 1}
        return api.Environment(cr, SUPERUSER_ID, context)

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            env["crm.lead"].search([("name", "like", PREFIX)]).unlink()
            env["crm.assignment.rule"].browse(cls.rule_id).unlink()
            users = env["res.users"].browse(cls.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def test_nobody_is_given_two_while_another_waits(self):
        barrier = Barrier(PEOPLE)

        def come_in(number):
            with self.registry.cursor() as cr:
                env = self._env(cr)
                cr.execute("SELECT 1")
                barrier.wait(timeout=60)
                vals = {"name": f"{PREFIX} {number}", "phone": f"1360000000{number}"}
                return retrying(
                    lambda: env["crm.lead"]._intake([vals], "form").user_id.id, env
                )

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(PEOPLE) as threads,
        ):
            given = list(threads.map(come_in, range(PEOPLE)))
        self.assertEqual(sorted(given), sorted(self.user_ids))
