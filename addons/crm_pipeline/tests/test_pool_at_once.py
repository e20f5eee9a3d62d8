from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import OWN

CLAIMERS = 20
LIMIT = 5


@tagged("post_install", "-at_install")
class TestPoolAtOnce(BaseCase):
    """Claims of the same moment, each over a connection of its own.

    What is tried here needs commits, so it is not undone by a rollback: it is
    deleted at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            group = env.ref(OWN)
            users = env["res.users"].create(
                [
                    {
                        "name": f"Claimer {number}",
                        "login": f"claimer_{number}",
                        "group_ids": [(6, 0, group.ids)],
                    }
                    for number in range(CLAIMERS)
                ]
            )
            pool = env["crm.pool"].create(
                {"name": "At once", "claim_per_day": LIMIT, "sequence": 99}
            )
            leads = env["crm.lead"].create(
                [
                    {"name": f"Wanted {number}", "user_id": SUPERUSER_ID}
                    for number in range(CLAIMERS)
                ]
            )
            leads._move_to_pool(pool)
            cls.user_ids = users.ids
            cls.pool_id, cls.lead_ids = pool.id, leads.ids
        cls.addClassCleanup(cls._clean_up)

    @staticmethod
    def _env(cr, uid=SUPERUSER_ID):
        return api.Environment(
            cr, uid, {"no_reset_password": True, "lang": "en_US", "tracking_disable": 1}
        )

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            env["crm.lead"].browse(cls.lead_ids).unlink()
            env["crm.pool"].browse(cls.pool_id).unlink()
            users = env["res.users"].browse(cls.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _claim_all(self, attempts):
        """Claim (user id, lead id) pairs at the same moment; return what came of it.

        Each attempt is made as the server makes it: over a connection of its own,
        and again when it could not be serialised.
        """
        barrier = Barrier(len(attempts))

        def attempt(uid, lead_id):
            with self.registry.cursor() as cr:
                env = self._env(cr, uid)
                cr.execute("SELECT 1")
                barrier.wait(timeout=60)
                try:
                    retrying(env["crm.lead"].browse(lead_id).action_claim, env)
                except UserError as error:
                    return str(error)
            return ""

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(len(attempts)) as threads,
        ):
            return list(threads.map(lambda pair: attempt(*pair), attempts))

    def _read(self, function):
        with self.registry.cursor() as cr:
            return function(self._env(cr))

    def test_of_twenty_who_claim_the_same_record_one_has_it(self):
        wanted = self.lead_ids[0]
        answers = self._claim_all([(uid, wanted) for uid in self.user_ids])
        winners = [
            uid
            for uid, answer in zip(self.user_ids, answers, strict=True)
            if not answer
        ]
        self.assertEqual(len(winners), 1)
        for answer in filter(None, answers):
            self.assertRegex(answer, "a colleague")
        owner, claims = self._read(
            lambda env: (
                env["crm.lead"].browse(wanted).user_id.id,
                env["crm.ownership"].search_count(
                    [("lead_id", "=", wanted), ("reason", "=", "claim")]
                ),
            )
        )
        self.assertEqual(owner, winners[0])
        self.assertEqual(claims, 1)

    def test_who_claims_many_at_the_same_moment_stays_within_the_limit(self):
        uid = self.user_ids[-1]
        before = self._read(
            lambda env: env["crm.lead"].search_count([("user_id", "=", uid)])
        )
        answers = self._claim_all([(uid, lead_id) for lead_id in self.lead_ids[1:8]])
        self.assertEqual(answers.count(""), LIMIT - before)
        for answer in filter(None, answers):
            self.assertRegex(answer, "that is the daily limit")
        held = self._read(
            lambda env: env["crm.lead"].search_count([("user_id", "=", uid)])
        )
        self.assertEqual(held, LIMIT)
