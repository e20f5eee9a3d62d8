from odoo import api, models
from odoo.fields import Domain

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
        projects = self.env["project.project"].with_context(active_test=False)
        if not projects.has_access("read"):
            return figures
        found = (
            self._get_progress_figure(projects, members),
            self._get_rating_figure(projects, members),
        )
        return [*figures, *filter(None, found)]

    @api.model
    def _get_progress_figure(self, projects, members):
        """Return how far the design projects of ``members`` are, None without any."""
        domain = projects._get_open_domain() & Domain("contract_id", "!=", False)
        domain &= Domain("partner_id", "in", members.ids)
        rows = projects._read_group(
            domain, ["risk"], ["__count", "design_progress:avg"]
        )
        number = sum(count for _risk, count, _progress in rows)
        if not number:
            return None
        progress = sum(count * average for _risk, count, average in rows) / number
        at_risk = sum(count for risk, count, _progress in rows if risk != "green")
        return Figure(
            key="project.progress",
            label=self.env._("Projects under Way"),
            value=self.env._("%(percent)s %% done", percent=round(progress)),
            detail=self.env._(
                "%(count)s projects, %(risky)s at risk", count=number, risky=at_risk
            ),
            model="project.project",
            domain=list(domain),
            is_alarming=any(risk == "red" for risk, _count, _progress in rows),
        )

    @api.model
    def _get_rating_figure(self, projects, members):
        """Return how content ``members`` are, None without a rating."""
        readable = projects._search([("partner_id", "in", members.ids)])
        domain = [
            ("parent_res_model", "=", "project.project"),
            ("parent_res_id", "in", readable),
            ("consumed", "=", True),
            ("rating", ">=", 1),
        ]
        ratings = self.env["rating.rating"]
        [[count, average]] = ratings._read_group(domain, [], ["__count", "rating:avg"])
        if not count:
            return None
        ids = ratings._search(domain).get_result_ids()
        return Figure(
            key="project.rating",
            label=self.env._("Satisfaction"),
            value=self.env._("%(stars)s of 5", stars=f"{average:.1f}"),
            detail=self.env._("%(count)s ratings", count=count),
            model="rating.rating",
            domain=[("id", "in", list(ids))],
            is_alarming=average < 3,
        )
