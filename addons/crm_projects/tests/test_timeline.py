from odoo.tests import tagged

from .common import DeliverableCommon


@tagged("post_install", "-at_install")
class TestTimeline(DeliverableCommon):
    """Projects and deliverables in a customer's timeline."""

    def _lines(self, user, **options):
        return self.customer.with_user(user).get_timeline(**options)["lines"]

    def _figures(self, user):
        header = self.customer.with_user(user).get_timeline_header()
        return {figure["key"]: figure for figure in header["figures"]}

    def _rate(self, *values):
        task = self.env["project.task"].create(
            {
                "name": "Concept",
                "project_id": self.project.id,
                "partner_id": self.customer.id,
            }
        )
        for value in values:
            self.env["rating.rating"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("project.task"),
                    "res_id": task.id,
                    "partner_id": self.customer.id,
                    "rating": value,
                    "consumed": True,
                }
            )

    def test_the_project_is_a_line_for_who_may_read_it(self):
        [line] = self._lines(self.designer, kinds=["project"])
        self.assertEqual(line["res_id"], self.project.id)
        self.project.privacy_visibility = "followers"
        self.project.message_partner_ids -= self.designer.partner_id
        self.assertFalse(self._lines(self.designer, kinds=["project"]))

    def test_a_released_deliverable_is_a_line(self):
        self.env["crm.business.event"].with_user(self.designer)._emit(
            "deliverable.released",
            self.concept,
            "Concept released",
            partner=self.customer,
        )
        [line] = self._lines(self.designer, kinds=["deliverable"])
        self.assertEqual(
            (line["title"], line["res_id"]), ("Concept released", self.concept.id)
        )

    def test_the_customer_shows_how_far_his_projects_are(self):
        self.release()
        for user in (self.designer, self.rep):
            figure = self._figures(user)["project.progress"]
            progress = round(self.project.design_progress)
            self.assertEqual(figure["value"], f"{progress} % done")
            customer = self.customer.with_user(user)
            action = customer.action_open_figure("project.progress")
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, self.project)
        self.project.sudo().last_update_status = "done"
        self.assertNotIn("project.progress", self._figures(self.designer))

    def test_satisfaction_is_the_mean_of_the_ratings(self):
        self.assertNotIn("project.rating", self._figures(self.designer))
        self._rate(5, 2)
        figure = self._figures(self.designer)["project.rating"]
        self.assertEqual((figure["value"], figure["detail"]), ("3.5 of 5", "2 ratings"))
        action = self.customer.with_user(self.designer).action_open_figure(
            "project.rating"
        )
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 2
        )
