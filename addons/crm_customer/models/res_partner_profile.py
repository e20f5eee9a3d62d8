from odoo import api, fields, models
from odoo.exceptions import AccessError

SIZES = [
    ("micro", "Below 50 people"),
    ("small", "50 to 199 people"),
    ("medium", "200 to 999 people"),
    ("large", "1,000 people and more"),
]
ROLES = [
    ("decides", "Decides"),
    ("influences", "Influences"),
    ("uses", "Uses it"),
    ("buys", "Buys"),
    ("guards", "Keeps the Door"),
]
SEES_ALL = "sales_team.group_sale_salesman_all_leads"


class ResPartner(models.Model):
    """Who the customer is: grade, size, needs, and the part his people play."""

    _inherit = "res.partner"

    customer_grade_id = fields.Many2one(
        "crm.customer.grade",
        string="Grade",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        copy=False,
    )
    customer_size = fields.Selection(SIZES, string="Size")
    customer_needs = fields.Text(
        string="Needs", help="What the customer wants to have designed, and why."
    )
    decision_role = fields.Selection(
        ROLES, help="The part this person plays when the customer decides."
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("customer_grade_id")._check_own_customers()
        return partners

    def write(self, vals):
        if "customer_grade_id" in vals:
            self._check_own_customers()
        return super().write(vals)

    def _check_own_customers(self):
        """Raise unless these customers are one's own, nobody's, or one sees all."""
        if self.env.su or self.env.user.has_group(SEES_ALL):
            return
        # Who may write a customer may not be able to read his owner.
        customers_sudo = self.sudo().commercial_partner_id
        theirs_sudo = customers_sudo.filtered(
            lambda customer: customer.user_id.id not in (False, self.env.uid)
        )
        if theirs_sudo:
            raise AccessError(
                self.env._(
                    "%(customer)s is a customer of %(owner)s: ask him to change grade "
                    "and lifecycle, or a sales manager.",
                    customer=theirs_sudo[0].display_name,
                    owner=theirs_sudo[0].user_id.name,
                )
            )
