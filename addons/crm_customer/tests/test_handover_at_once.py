from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import OWN
from .handover_common import MANAGER


@tagged("post_install", "-at_install")
class TestHandoverAtOnce(BaseCase):
    """Two managers hand over the same customers at the same moment.

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
                        "name": f"At once {role} {number}",
                        "login": f"at_once_{role}_{number}",
                        "group_ids": [(6, 0, env.ref(group).ids)],
                    }
                    for role, group in (("manager", MANAGER), ("rep", OWN))
                    for number in range(3)
                ]
            )
            leaver = users[-1]
            customers = env["res.partner"].create(
                [
                    {"name": f"At once {number}", "user_id": leaver.id}
                    for number in range(5)
                ]
            )
            handovers = env["crm.customer.handover"].create(
                [
                    {"user_id": leaver.id, "receiver_id": users[3 + number].id}
                    for number in range(2)
                ]
            )
            cls.user_ids, cls.customer_ids = users.ids, customers.ids
            cls.handover_ids = handovers.ids
        cls.addClassCleanup(cls._clean_up)

    @staticmethod
    def _env(cr, uid=SUPERUSER_ID):
        context = {"no_reset_password": True, "lang": "en_US", "tracking_disable": 1}
        return api.Environment(cr, uid, context)

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            # A handover that is done stays, and so does its event: not here.
            cr.execute(
                "DELETE FROM crm_customer_handover WHERE id IN %s",
                [tuple(cls.handover_ids)],
            )
            env["crm.business.event"].search(
                [
                    ("kind", "=", "customer.handed_over"),
                    ("res_id", "in", cls.handover_ids),
                ]
            ).unlink()
            env["res.partner"].browse(cls.customer_ids).unlink()
            users = env["res.users"].browse(cls.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _hand_over_at_once(self, attempts):
        """Carry out (user id, handover id) at the same moment; return the problems."""
        barrier = Barrier(len(attempts))

        def attempt(uid, handover_id):
            with self.registry.cursor() as cr:
                env = self._env(cr, uid)
                cr.execute("SELECT 1")
                barrier.wait(timeout=60)
                handover = env["crm.customer.handover"].browse(handover_id)
                try:
                    retrying(handover.action_hand_over, env)
                except UserError as error:
                    return str(error)
            return ""

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(len(attempts)) as threads,
        ):
            return list(threads.map(lambda pair: attempt(*pair), attempts))

    def test_one_of_them_has_all_and_the_other_is_told(self):
        attempts = list(zip(self.user_ids[:2], self.handover_ids, strict=True))
        # The same one twice, too: a double click.
        attempts.append((self.user_ids[2], self.handover_ids[0]))
        answers = self._hand_over_at_once(attempts)
        self.assertEqual(answers.count(""), 1)
        for answer in filter(None, answers):
            self.assertRegex(
                answer, "has nothing .any more.|is done and stays|at this very moment"
            )
        with self.registry.cursor() as cr:
            env = self._env(cr)
            customers = env["res.partner"].browse(self.customer_ids)
            self.assertEqual(len(customers.user_id), 1)
            rows = env["crm.ownership"].search(
                [("partner_id", "in", customers.ids), ("reason", "=", "handover")]
            )
            self.assertEqual(len(rows), len(customers))
