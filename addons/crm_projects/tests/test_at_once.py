from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

from .common import SIGNATURE, encoded

FILES = {b"second", b"third", b"fourth", b"fifth"}


@tagged("post_install", "-at_install")
class TestVersionsAtOnce(AtOnceCase):
    """Designers and a client at the same moment: nothing is overwritten or lost."""

    @classmethod
    def _set_up(cls, env):
        project = env["project.project"].create(
            {"name": "At once", "allow_milestones": True}
        )
        phase = env["project.milestone"].create(
            {"name": "At once", "project_id": project.id}
        )
        cls.project_id, cls.phase_id = project.id, phase.id
        cls.designer_ids = cls._make_users(
            env, "designer", 4, "project.group_project_user"
        ).ids
        project.message_subscribe(
            env["res.users"].browse(cls.designer_ids).partner_id.ids
        )

    @classmethod
    def _clean_up(cls, env):
        project = env["project.project"].browse(cls.project_id)
        ids = project.deliverable_ids.ids
        # What is signed goes past the trigger of the database only, in a short
        # transaction of its own: it locks the whole table.
        with cls.registry.cursor() as cr:
            table = "ALTER TABLE project_deliverable_version"
            cr.execute(f"{table} DISABLE TRIGGER USER")
            cr.execute(
                "UPDATE project_deliverable_version SET state = 'draft' "
                "WHERE deliverable_id = ANY(%s)",
                [ids],
            )
            cr.execute(f"{table} ENABLE TRIGGER USER")
        env.cr.rollback()  # it saw the rows as they were
        env.cr.execute(
            "DELETE FROM crm_business_event WHERE res_model = 'project.deliverable' "
            "AND res_id = ANY(%s)",
            [ids],
        )
        env.invalidate_all()
        project.unlink()
        cls._delete_users(env, cls.designer_ids)

    def _new_deliverable(self, versions):
        with self.registry.cursor() as cr:
            item = self._env(cr)["project.deliverable"].create(
                {"name": "Plan", "milestone_id": self.phase_id, "needs_review": False}
            )
            for number in range(versions):
                item.action_upload("plan.pdf", encoded(b"%d" % number))
            return item.id

    def test_two_who_upload_version_four_at_once_make_four_and_five(self):
        item_id = self._new_deliverable(versions=3)

        def upload(env, content):
            item = env["project.deliverable"].browse(item_id)
            return item.action_upload("plan.pdf", encoded(content)).number

        attempts = [(self.designer_ids[0], b"left"), (self.designer_ids[1], b"right")]
        numbers = self._at_once(upload, attempts)
        self.assertEqual(sorted(numbers), [4, 5])
        kept = self._read(
            lambda env: {
                version.number: (version.attachment_id.raw, version.user_id.id)
                for version in env["project.deliverable"].browse(item_id).version_ids
            }
        )
        self.assertEqual(len(kept), 5)
        for number, (uid, content) in zip(numbers, attempts, strict=True):
            self.assertEqual(kept[number], (content, uid))

    def test_files_of_one_new_name_at_once_make_one_deliverable(self):
        def upload(env, content):
            phase = env["project.milestone"].browse(self.phase_id)
            done = phase.action_upload_file("Roof.pdf", encoded(content))
            return done["number"]

        attempts = list(zip(self.designer_ids, sorted(FILES), strict=True))
        self.assertEqual(sorted(self._at_once(upload, attempts)), [1, 2, 3, 4])
        found = self._read(
            lambda env: (
                env["project.deliverable"]
                .search([("milestone_id", "=", self.phase_id), ("name", "=", "Roof")])
                .mapped(lambda item: set(item.version_ids.mapped("attachment_id.raw")))
            )
        )
        self.assertEqual(found, [FILES])

    def test_a_release_and_a_signature_at_once_leave_one_truth(self):
        item_id = self._new_deliverable(versions=1)
        with self.registry.cursor() as cr:
            item = self._env(cr)["project.deliverable"].browse(item_id)
            old = item.current_version_id
            old.action_release()
            new = item.action_upload("plan.pdf", encoded(b"new"))
            old_id, new_id = old.id, new.id

        def act(env, version_id, is_signing):
            version = env["project.deliverable.version"].browse(version_id)
            if is_signing:
                version._sign_off("Zhao Ming", SIGNATURE)
            else:
                version.action_release()
            return "done"

        answers = self._at_once(
            act, [(1, old_id, True), (self.designer_ids[0], new_id, False)]
        )
        states = self._read(
            lambda env: (
                env["project.deliverable.version"]
                .browse([old_id, new_id])
                .mapped("state")
            )
        )
        # Whoever came second is told why; the client never signs what is outdated.
        self.assertEqual(answers.count("done"), 1, answers)
        outcomes = {0: ["signed_off", "draft"], 1: ["superseded", "released"]}
        self.assertEqual(states, outcomes[answers.index("done")])
        refusal = answers[1 - answers.index("done")]
        self.assertRegex(refusal, "outdated|only the latest version")
