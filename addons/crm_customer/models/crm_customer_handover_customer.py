from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCustomerHandoverCustomer(models.Model):
    """A customer who is named in a handover, and who gets him."""

    _name = "crm.customer.handover.customer"
    _description = "Customer of a Handover"
    _rec_name = "partner_id"

    handover_id = fields.Many2one(
        "crm.customer.handover", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        context={"active_test": False},
    )
    receiver_id = fields.Many2one(
        "res.users",
        string="Goes to",
        domain="[('share', '=', False)]",
        ondelete="cascade",
        index="btree_not_null",
        help="Who gets this customer; empty: as the others.",
    )

    _customer_unique = models.Constraint(
        "UNIQUE(handover_id, partner_id)", "A customer is handed over once."
    )

    @api.constrains("partner_id")
    def _check_partner(self):
        for line in self:
            customer = line.partner_id.commercial_partner_id
            if customer != line.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s goes with %(customer)s: choose the customer.",
                        contact=line.partner_id.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.handover_id._check_draft()
        return lines

    def write(self, vals):
        self.handover_id._check_draft()
        result = super().write(vals)
        self.handover_id._check_draft()
        return result

    def unlink(self):
        self.handover_id._check_draft()
        return super().unlink()
