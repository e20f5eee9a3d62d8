from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_hand_over(self):
        """Prepare the handover of these customers, all of one colleague.

        :raises UserError: nobody has them, or several people do
        """
        customers = self.commercial_partner_id
        # Who may hand over need not be able to read the owner's account.
        owners_sudo = customers.sudo().user_id
        if len(owners_sudo) != 1:
            raise UserError(
                self.env._(
                    "These customers are of several people: %(owners)s. Choose those "
                    "of one of them.",
                    owners=", ".join(owners_sudo.mapped("name")),
                )
                if owners_sudo
                else self.env._(
                    "Nobody has these customers: set their salesperson instead."
                )
            )
        mine = customers.filtered(lambda customer: customer.sudo().user_id)
        owner = owners_sudo.sudo(self.env.su)
        return self.env["crm.customer.handover"]._get_prepared_action(owner, mine)
