from odoo import api, models
from odoo.exceptions import AccessError


class CrmLead(models.Model):
    """An opportunity is no way to a colleague's customer: that is registered first."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_customers_known(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_customers_known([vals])
        return super().write(vals)

    def _check_customers_known(self, vals_list):
        if self.env.su or not self.env.user._is_contact_guarded():
            return
        partners = self.env["res.partner"].browse(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        hidden = (partners - self.sudo().partner_id)._filter_hidden_contacts()
        if hidden:
            raise AccessError(
                self.env._(
                    "%(customer)s is looked after by a colleague, or lies in a public "
                    "pool. Register the customer at your site, or claim it from the "
                    "pool; the opportunity follows.",
                    customer=hidden[0].display_name,
                )
            )

    # Computed before anything is saved, too: an onchange tells nothing either.

    def _compute_phone(self):
        return super(CrmLead, self._of_known_customers())._compute_phone()

    def _compute_email_from(self):
        return super(CrmLead, self._of_known_customers())._compute_email_from()

    def _of_known_customers(self):
        hidden = self.partner_id.sudo(False)._filter_hidden_contacts()
        if not hidden:
            return self
        return self.filtered(lambda lead: lead.partner_id not in hidden)
