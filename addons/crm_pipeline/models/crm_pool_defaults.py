from odoo import api, models


class CrmPool(models.Model):
    """Every company has a pool and the usual rules, switched off."""

    _inherit = "crm.pool"

    @api.model
    @api.private
    def make_defaults(self):
        """Give each company that has no pool one, with rules that wait to be used."""
        # Whoever makes a company need not be a sales manager.
        pools_sudo = self.with_context(active_test=False).sudo()
        groups = pools_sudo._read_group([], ["company_id"])
        served = [company.id for (company,) in groups]
        companies_sudo = self.env["res.company"].sudo()
        companies_sudo = companies_sudo.search([("id", "not in", served)])
        made_sudo = pools_sudo.create(
            [
                {"name": self.env._("Public Pool"), "company_id": company.id}
                for company in companies_sudo
            ]
        )
        self.env["crm.pool.rule"].sudo().create(
            [vals for pool in made_sudo for vals in pool._prepare_default_rules()]
        )

    def _prepare_default_rules(self):
        kinds = [
            (
                self.env._("Opportunities without follow-up"),
                "crm.lead",
                "no_follow_up",
                15,
            ),
            (
                self.env._("Customers without opportunity"),
                "res.partner",
                "no_opportunity",
                60,
            ),
            (
                self.env._("Customers without contract"),
                "res.partner",
                "no_contract",
                180,
            ),
        ]
        return [
            {
                "name": name,
                "pool_id": self.id,
                "model": model,
                "condition": condition,
                "days": days,
                "sequence": 10 * number,
                "active": False,
            }
            for number, (name, model, condition, days) in enumerate(kinds, 1)
        ]
