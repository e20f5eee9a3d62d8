from odoo import fields, models


class ProjectReleaseOverride(models.Model):
    """The ledger of versions that were let out although money was overdue."""

    _name = "project.release.override"
    _inherit = ["crm.ledger.mixin"]
    _description = "Release Despite Overdue Money"
    _order = "id desc"
    _rec_name = "version_id"
    _ledger_moving = frozenset({"company_id", "contract_id", "currency_id"})

    version_id = fields.Many2one(
        "project.deliverable.version", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        related="version_id.deliverable_id.contract_id",
        store=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True)
    amount_overdue = fields.Monetary(
        string="Overdue",
        groups="project.group_project_manager,sales_team.group_sale_manager,"
        "account.group_account_invoice",
        help="What was overdue for too long on that day.",
    )
    overdue_since = fields.Date(required=True)
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    granted_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )

    def _immutable_message(self):
        return self.env._(
            "%(versions)s: what was released despite overdue money is a ledger, which "
            "is neither edited nor deleted.",
            versions=", ".join(self.version_id.mapped("display_name")),
        )
