from odoo.tests import tagged

from .at_once import AtOnceCase
from .common import OWN
from .handover_common import MANAGER


@tagged("post_install", "-at_install")
class TestHandoverAtOnce(AtOnceCase):
    """Two managers hand over the same customers at the same moment."""

    @classmethod
    def _set_up(cls, env):
        users = cls._make_users(env, "manager", 3, MANAGER)
        users |= cls._make_users(env, "rep", 3, OWN)
        leaver = users[-1]
        customers = env["res.partner"].create(
            [{"name": f"At once {number}", "user_id": leaver.id} for number in range(5)]
        )
        handovers = env["crm.customer.handover"].create(
            [
                {"user_id": leaver.id, "receiver_id": users[3 + number].id}
                for number in range(2)
            ]
        )
        cls.user_ids, cls.customer_ids = users.ids, customers.ids
        cls.handover_ids = handovers.ids

    @classmethod
    def _clean_up(cls, env):
        # A handover that is done stays, and so does its event: not here.
        env.cr.execute(
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
        cls._delete_users(env, cls.user_ids)

    def _hand_over_at_once(self, attempts):
        """Carry out (user id, handover id) at the same moment; return the problems."""

        def hand_over(env, handover_id):
            env["crm.customer.handover"].browse(handover_id).action_hand_over()
            return ""

        return self._at_once(hand_over, attempts)

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
