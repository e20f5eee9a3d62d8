from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

from .common import SIGNATURE

PEOPLE = 4
CLIENT = {"ip": "203.0.113.9", "partner": None}


@tagged("post_install", "-at_install")
class TestChangeAtOnce(AtOnceCase):
    """Answers of one moment, over real connections; deleted past ORM and trigger."""

    @classmethod
    def _set_up(cls, env):
        partner = env["res.partner"].create({"name": "At once", "is_company": True})
        contract = env["crm.contract"].create(
            {"title": "At once", "partner_id": partner.id}
        )
        contract.state = "signed"
        project = env["project.project"].create(
            {"name": "At once", "contract_id": contract.id}
        )
        # What goes to the client is approved elsewhere.
        flow = env["crm.approval.flow"].search(
            [("model_id.model", "=", "project.change.order")]
        )
        flow.active = False
        change = env["project.change.order"].create(
            {
                "project_id": project.id,
                "title": "At once",
                "description": "At once",
                "price": 5,
            }
        )
        change.action_send()
        cls.ids = {
            record._name: record.ids
            for record in (partner, contract, project, flow, change)
        }

    @classmethod
    def _clean_up(cls, env):
        env["crm.approval.flow"].browse(cls.ids["crm.approval.flow"]).active = True
        projects = tuple(cls.ids["project.project"])
        contracts = tuple(
            env["crm.contract"].search([("title", "like", "At once")]).ids
        )
        cr = env.cr
        cr.execute("ALTER TABLE project_change_order DISABLE TRIGGER USER")
        cr.execute(
            "DELETE FROM project_change_order WHERE project_id IN %s", [projects]
        )
        cr.execute("ALTER TABLE project_change_order ENABLE TRIGGER USER")
        cr.execute(
            "DELETE FROM crm_business_event WHERE res_model = 'project.change.order' "
            "AND partner_id IN %s",
            [tuple(cls.ids["res.partner"])],
        )
        cr.execute(
            "UPDATE crm_contract SET state = 'draft' WHERE id IN %s", [contracts]
        )
        env.invalidate_all()
        family = env["crm.contract"].browse(contracts)
        family.order_ids.unlink()
        env["project.project"].browse(projects).unlink()
        family.filtered("parent_id").unlink()
        family.exists().unlink()
        env["res.partner"].browse(cls.ids["res.partner"]).unlink()

    def test_of_several_answers_of_one_moment_one_counts(self):
        (change_id,) = self.ids["project.change.order"]

        def accept(env, name):
            change = env["project.change.order"].browse(change_id)
            change._accept(change.sent_sha256, name, SIGNATURE, CLIENT)
            return ""

        names = [f"Signer {number}" for number in range(PEOPLE)]
        answers = self._at_once(accept, [(SUPERUSER_ID, name) for name in names])
        self.assertEqual(answers.count(""), 1)
        for answer in filter(None, answers):
            self.assertIn("accepted by", answer)
        signer, supplements = self._read(
            lambda env: (
                env["project.change.order"].browse(change_id).signed_by,
                env["project.change.order"]
                .browse(change_id)
                .contract_id.last_supplement_number,
            )
        )
        self.assertEqual(signer, names[answers.index("")])
        self.assertEqual(supplements, 1)

    def test_a_wish_sent_twice_at_one_moment_is_kept_once(self):
        (project_id,) = self.ids["project.project"]

        def ask(env):
            return (
                env["project.change.order"]
                ._request_as_client(
                    env["project.project"].browse(project_id),
                    env["project.deliverable"],
                    {"description": "At once: wider"},
                    {"name": "Zhao"},
                )
                .id
            )

        ids = self._at_once(ask, [(SUPERUSER_ID,)] * PEOPLE)
        self.assertEqual(len(set(ids)), 1, ids)
