from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

from .common import OWN

CLAIMERS = 20
LIMIT = 5


@tagged("post_install", "-at_install")
class TestPoolAtOnce(AtOnceCase):
    """Claims of the same moment, each over a connection of its own."""

    @classmethod
    def _set_up(cls, env):
        users = cls._make_users(env, "claimer", CLAIMERS, OWN)
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

    @classmethod
    def _clean_up(cls, env):
        env["crm.lead"].browse(cls.lead_ids).unlink()
        env["crm.pool"].browse(cls.pool_id).unlink()
        cls._delete_users(env, cls.user_ids)

    def _claim_all(self, attempts):
        """Claim (user id, lead id) pairs at the same moment; return the refusals."""

        def claim(env, lead_id):
            env["crm.lead"].browse(lead_id).action_claim()
            return ""

        return self._at_once(claim, attempts)

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
