from odoo.tests import tagged

from .common import OWN
from .registration_at_once import RegistrationAtOnceCase

SUBMITTERS = 4


@tagged("post_install", "-at_install")
class TestRegistrationAtOnce(RegistrationAtOnceCase):
    """Submissions of the same moment, each over a connection of its own."""

    @classmethod
    def _set_up(cls, env):
        users = cls._make_users(env, "submitter", SUBMITTERS, OWN)
        team = env["crm.team"].create(
            {"name": "At once", "approves_without_conflict": True}
        )
        registrations = [
            cls._make_registration(env, user, team, f"杭州同时登记设计{suffix}公司")
            for user, suffix in zip(users, ["", "有限"] * 2, strict=True)
        ]
        cls.user_ids, cls.team_id = users.ids, team.id
        cls.registration_ids = [record.id for record in registrations]

    @staticmethod
    def _make_registration(env, user, team, customer):
        return (
            env["crm.registration"]
            .with_user(user)
            .create(
                {
                    "customer_name": customer,
                    "project_name": "Hall",
                    "site_address": "杭州市西湖区文三路90号",
                    "design_type_id": env.ref(
                        "crm_pipeline.crm_design_type_interior"
                    ).id,
                    "team_id": team.id,
                }
            )
        )

    @classmethod
    def _clean_up(cls, env):
        registrations = env["crm.registration"].browse(cls.registration_ids)
        cls._forget_registrations(env, registrations, cls.user_ids)
        env["crm.team"].browse(cls.team_id).unlink()
        cls._delete_users(env, cls.user_ids)

    def _submit_all(self):
        """Submit each registration at the same moment, as its own salesperson."""

        def submit(env, registration_id):
            env["crm.registration"].browse(registration_id).action_submit()

        pairs = zip(self.user_ids, self.registration_ids, strict=True)
        refusals = self._at_once(submit, list(pairs))
        self.assertFalse(any(refusals), refusals)

    def test_of_those_who_submit_one_customer_at_once_one_passes_by_rule(self):
        self._submit_all()
        with self.registry.cursor() as cr:
            registrations = self._env(cr)["crm.registration"].browse(
                self.registration_ids
            )
            passed = registrations.filtered(lambda r: r.state == "converted")
            waiting = registrations - passed
            self.assertEqual(len(passed), 1)
            self.assertEqual(passed.conflict_level, "none")
            self.assertEqual(set(waiting.mapped("state")), {"submitted"})
            self.assertEqual(set(waiting.mapped("conflict_level")), {"review"})
            for registration in waiting:
                said = " ".join(registration.message_ids.mapped("body"))
                self.assertIn("others have this customer or site", said)
                self.assertIn("S****", said)
                self.assertNotIn(passed.user_id.name, said)
