from odoo import models

from ..tools import lead_grade


class CrmLead(models.Model):
    """A lead that comes in without a priority gets one by what is known of it."""

    _inherit = "crm.lead"

    def _intake_grade(self):
        """Give stars to these leads that have none, by budget, area and customer."""
        plain = self.filtered(
            lambda lead: not int(lead.priority or 0) and lead.won_status == "pending"
        )
        ranks = plain._get_customer_ranks()
        graded = {}
        for lead in plain:
            company = lead.company_id or self.env.company
            stars = lead_grade.stars(
                lead.expected_revenue,
                lead.area,
                company._get_lead_limits(),
                ranks.get(lead.partner_id.commercial_partner_id.customer_grade_id.id),
            )
            graded.setdefault(stars, self.browse())
            graded[stars] |= lead
        graded.pop(0, None)
        for stars, leads in graded.items():
            leads.priority = str(stars)

    def _get_customer_ranks(self):
        """Return {grade: its place} when one of the customers has a grade."""
        grades = self.partner_id.commercial_partner_id.customer_grade_id
        known = grades.search([("active", "=", True)]) if grades else grades
        return {grade.id: place for place, grade in enumerate(known)}
