from odoo import api, models

from odoo.addons.crm_customer.tools.timeline import Figure, Kind


class ResPartner(models.Model):
    """Projects and deliverables in the customer's timeline, and how content he is."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "project": Kind(
                label=self.env._("Projects"), icon="fa-puzzle-piece", sequence=50
            ),
            "deliverable": Kind(
                label=self.env._("Deliverables"), icon="fa-picture-o", sequence=55
            ),
            "change": Kind(
                label=self.env._("Change Orders"), icon="fa-exchange", sequence=57
            ),
            "site_visit": Kind(
                label=self.env._("Site Visits"), icon="fa-map-marker", sequence=58
            ),
        }

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            self._timeline_source(
                "project",
                "project.project",
                label=self.env._("Project opened"),
                domain=[("is_template", "=", False)],
                title="name",
                text="site_address",
            ),
            self._timeline_mail_source("project.project"),
            *self._timeline_document_sources("deliverable", "project.deliverable"),
            *self._timeline_document_sources("change", "project.change.order"),
            *self._timeline_document_sources("site_visit", "project.site.visit"),
        ]

    @api.model
    def _customer_figures(self, members):
        figures = super()._customer_figures(members)
        ratings = self.env["rating.rating"]
        if not self.env["project.project"].has_access("read"):
            return figures
        projects = self.env["project.project"].with_context(active_test=False)
        readable = projects._search([("partner_id", "in", members.ids)])
        domain = [
            ("parent_res_model", "=", "project.project"),
            ("parent_res_id", "in", readable),
            ("consumed", "=", True),
            ("rating", ">=", 1),
        ]
        [[count, average]] = ratings._read_group(domain, [], ["__count", "rating:avg"])
        if not count:
            return figures
        ids = ratings._search(domain).get_result_ids()
        return [
            *figures,
            Figure(
                key="project.rating",
                label=self.env._("Satisfaction"),
                value=self.env._("%(stars)s of 5", stars=f"{average:.1f}"),
                detail=self.env._("%(count)s ratings", count=count),
                model="rating.rating",
                domain=[("id", "in", list(ids))],
                is_alarming=average < 3,
            ),
        ]
