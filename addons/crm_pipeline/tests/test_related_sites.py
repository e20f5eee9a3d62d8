from odoo.tests import tagged

from .common import PipelineCase

OTHER_SITE = "杭州市滨江区江南大道3688号"


@tagged("post_install", "-at_install")
class TestRelatedSites(PipelineCase):
    """The same customer at another site is allowed, linked, and told to the manager."""

    def test_the_same_customer_at_another_site_is_allowed_and_linked(self):
        first = self._converted()
        second = self._converted(site_address=OTHER_SITE, project_name="二期")
        self.assertNotEqual(first.lead_id, second.lead_id)
        self.assertEqual(second.related_registration_ids, first)
        self.assertEqual(first.related_registration_ids, second)
        action = second.action_view_related()
        self.assertEqual(first.search(action["domain"]), first)

    def test_the_manager_is_told_and_the_claimant_is_not(self):
        self._converted()
        second = self._submitted(user=self.rep2, site_address=OTHER_SITE)
        request = second.approval_request_id
        told = request.with_user(self.manager).summary_html
        self.assertIn("Same customer, other site", told)
        self.assertIn("文三路90号", told)
        self.assertNotIn("文三路90号", request.with_user(self.rep2).summary_html)
        self.env.invalidate_all()
        self.assertFalse(second.with_user(self.rep2).related_registration_ids)
        self.assertTrue(second.with_user(self.manager).related_registration_ids)

    def test_a_list_costs_the_same_for_ten_times_the_records(self):
        registrations = [
            self._new_registration(
                customer_name=f"公司{n}", site_address=f"文三路{n}号"
            )
            for n in range(20)
        ]
        few = registrations[0].browse([r.id for r in registrations[:2]])
        many = registrations[0].browse([r.id for r in registrations])
        read = "related_count"
        self._queries(few.mapped, read)
        self.assertEqual(
            self._queries(many.mapped, read), self._queries(few.mapped, read)
        )
