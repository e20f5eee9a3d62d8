from odoo import api, fields, models
from odoo.exceptions import UserError

# Set while a split is made with its shares. It is an object, so nobody can send it
# through RPC.
SPLIT_FLOW = object()
SHARED_ROLES = [("sales", "Salesperson"), ("manager", "Team Leader")]


class CrmCommissionShare(models.Model):
    """The part of one person in one role."""

    _name = "crm.commission.share"
    _inherit = ["crm.ledger.mixin"]
    _description = "Commission Share"
    _order = "split_id, role desc, percent desc, id"
    _rec_name = "user_id"
    _ledger_moving = frozenset({"company_id"})

    split_id = fields.Many2one(
        "crm.commission.split", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="split_id.company_id", store=True)
    role = fields.Selection(SHARED_ROLES, required=True, default="sales")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    percent = fields.Float(
        string="Share (%)", digits=(5, 2), required=True, default=100.0
    )

    _one_a_role = models.Constraint(
        "UNIQUE(split_id, role, user_id)", "Each person has one share of a role."
    )
    _within_bounds = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)",
        "A share is more than nothing and not more than all.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("commission_split_flow") is not SPLIT_FLOW:
            self.check_access("create")
            raise UserError(
                self.env._(
                    "Shares are not added to a split. Make another split of the "
                    "contract, with a reason."
                )
            )
        return super().create(vals_list)

    def _role_label(self, role):
        return dict(self._fields["role"]._description_selection(self.env))[role]
