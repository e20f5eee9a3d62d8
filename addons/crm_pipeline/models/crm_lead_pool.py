from odoo import api, fields, models
from odoo.fields import Domain

from .crm_pool_mixin import POOL_FIELDS


class CrmLead(models.Model):
    """Leads and opportunities fall into public pools."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.pool.mixin"]

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | POOL_FIELDS

    def write(self, vals):
        self._check_pool_write(vals)
        return super().write(vals)

    @api.model
    def _get_pool_candidate_domain(self):
        # What is won or lost has been decided.
        return super()._get_pool_candidate_domain() & Domain(
            "won_status", "=", "pending"
        )

    @api.model
    def _get_pool_team_domain(self, teams):
        return Domain("team_id", "in", teams.ids)

    @api.model
    def _get_pool_no_opportunity_domain(self, since):
        return Domain("owned_since", "<", since) & Domain("type", "=", "lead")

    @api.model
    def _get_held_domain(self, user):
        return super()._get_held_domain(user) & Domain("won_status", "=", "pending")

    @api.model
    def _get_pool_exemptions(self):
        today = fields.Date.context_today(self)
        return {
            **super()._get_pool_exemptions(),
            self.env._("its protection runs"): Domain("protected_until", ">=", today),
            self.env._("its registration waits for a decision"): Domain(
                "registration_id.state", "=", "submitted"
            ),
            self.env._("it waits for an approval"): self.env[
                "crm.approval.request"
            ]._get_pending_domain(self._name),
        }

    def _get_pool_contact(self):
        partner = self.partner_id
        return {
            "contact_name": self.contact_name or partner.name,
            "phone": self.phone or partner.phone,
            "email": self.email_from or partner.email,
        }

    def action_release(self):
        """Ask for the reason and give the opportunity up to the pool."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_pool_release_action"
        )
        action["context"] = {"default_lead_ids": self.ids}
        return action
