from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

from .common import DeliverableCommon


class TestAccess(DeliverableCommon):
    def test_a_client_sees_only_his_own_released_versions(self):
        released = self.release(content=b"one")
        draft = self.upload(content=b"two")
        versions = self.env["project.deliverable.version"].with_user(self.client)
        self.assertEqual(versions.search([]), released)
        with self.assertRaises(AccessError):
            draft.with_user(self.client).read(["filename"])
        with self.assertRaises(AccessError):
            self.deliverable("render").with_user(self.client).read(["name"])

    def test_another_client_sees_nothing(self):
        version = self.release()
        self.assertFalse(
            self.env["project.deliverable"].with_user(self.stranger).search([])
        )
        with self.assertRaises(AccessError):
            version.with_user(self.stranger).read(["filename"])
        with self.assertRaises(AccessError):
            version.attachment_id.with_user(self.stranger).read(["raw"])

    def test_the_file_follows_the_version(self):
        released = self.release(content=b"one")
        draft = self.upload(content=b"two")
        attachment = released.attachment_id.with_user(self.client)
        self.assertEqual(attachment.raw, b"one")
        with self.assertRaises(AccessError):
            draft.attachment_id.with_user(self.client).read(["raw"])

    def test_a_client_changes_nothing(self):
        version = self.release()
        for record in (self.concept, version):
            with self.assertRaises(UserError):
                record.with_user(self.client).unlink()
        with self.assertRaises(AccessError):
            self.concept.with_user(self.client).write({"name": "x"})
        with self.assertRaises(AccessError):
            version.with_user(self.client).action_release()
        with self.assertRaises(AccessError):
            self.concept.with_user(self.client).read(["current_version_id"])

    def test_sales_sees_progress_and_changes_nothing(self):
        self.release()
        project = self.project.with_user(self.rep)
        self.assertEqual(project.design_progress, 10)
        self.assertEqual(self.concept.with_user(self.rep).state, "released")
        with self.assertRaises(AccessError):
            self.concept.with_user(self.rep).write({"name": "x"})

    def test_sales_opens_the_chatter_of_a_project(self):
        self.env["project.collaborator"].create(
            {"project_id": self.project.id, "partner_id": self.client.partner_id.id}
        )
        self.env.invalidate_all()
        store = Store()
        store.add(
            self.project.with_user(self.rep),
            [],
            as_thread=True,
            request_list=["followers"],
        )
        [thread] = store.get_result()["mail.thread"]
        self.assertEqual(thread["collaborator_ids"], self.client.partner_id.ids)

    def test_a_followers_only_project_is_hidden_from_other_designers(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.designer.partner_id.ids)
        designer_items = self.env["project.deliverable"].with_user(self.designer)
        self.assertNotIn(self.concept, designer_items.search([]))
        self.project.message_subscribe(self.designer.partner_id.ids)
        self.assertIn(self.concept, designer_items.search([]))

    def test_the_client_keeps_access_whatever_becomes_of_the_project_partner(self):
        version = self.release()
        self.customer.company_id = self.env.company
        self.assertEqual(self.project.partner_id, self.customer)
        self.project.partner_id = self.other_customer
        with self.assertRaises(AccessError):
            self.project.with_user(self.lead).contract_id = False
        self.assertEqual(self.concept.partner_id, self.customer)
        self.assertEqual(version.with_user(self.client).number, 1)
        with self.assertRaises(AccessError):
            version.with_user(self.stranger).read(["number"])
