from odoo import api, fields, models
from odoo.fields import Domain

from .crm_pool_mixin import POOL_FIELDS


class ResPartner(models.Model):
    """Customers fall into public pools; their contacts stay with them."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.pool.mixin"]

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | POOL_FIELDS

    def write(self, vals):
        self._check_pool_write(vals)
        return super().write(vals)

    @api.model
    def _get_pool_candidate_domain(self):
        # Contacts follow their company, and colleagues are no customers.
        return (
            super()._get_pool_candidate_domain()
            & Domain("parent_id", "=", False)
            & Domain("partner_share", "=", True)
        )

    @api.model
    def _get_pool_team_domain(self, teams):
        return Domain("user_id.sale_team_id", "in", teams.ids)

    @api.model
    def _get_pool_no_opportunity_domain(self, since):
        recent = Domain("create_date", ">=", since) | Domain(
            "won_status", "=", "pending"
        )
        opportunities = Domain("type", "=", "opportunity") & recent
        return Domain("owned_since", "<", since) & ~self._get_customers_of(
            "crm.lead", opportunities
        )

    @api.model
    def _get_held_domain(self, user):
        return super()._get_held_domain(user) & Domain("parent_id", "=", False)

    @api.model
    def _get_pool_exemptions(self):
        today = fields.Date.context_today(self)
        leads = Domain("won_status", "=", "pending")
        protected = self._get_customers_of(
            "crm.lead", leads & Domain("protected_until", ">=", today)
        )
        registered = self._get_customers_of(
            "crm.registration", Domain("state", "=", "submitted")
        )
        return {
            **super()._get_pool_exemptions(),
            self.env._("the protection of an opportunity runs"): protected,
            self.env._("a registration waits for a decision"): registered,
            self.env._("it waits for an approval"): self.env[
                "crm.approval.request"
            ]._get_pending_domain(self._name),
        }

    @api.model
    def _get_pool_deal_domain(self, since):
        won = Domain("won_status", "=", "won") & Domain("date_closed", ">=", since)
        return super()._get_pool_deal_domain(since) | self._get_customers_of(
            "crm.lead", won
        )

    @api.model
    def _get_customers_of(self, model, domain, field="partner_id"):
        """Return the customers of the documents of ``model`` that match ``domain``.

        A document's contact stands for his company.
        """
        # Documents that the asker may not read exempt their customer, too.
        documents_sudo = self.env[model].sudo()._search(domain)
        partners = documents_sudo.subselect(field)
        contacts_sudo = self.sudo().with_context(active_test=False)
        companies = contacts_sudo._search([("id", "in", partners)])
        return Domain("id", "in", companies.subselect("commercial_partner_id"))

    def _get_pool_contact(self):
        person = self.child_ids.filtered(lambda child: child.type == "contact")[:1]
        return {
            "contact_name": person.name,
            "phone": self.phone or person.phone,
            "email": self.email or person.email,
        }

    def action_release(self):
        """Ask for the reason and give the customer up to the pool."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_pool_release_action"
        )
        action["context"] = {"default_partner_ids": self.ids}
        return action
