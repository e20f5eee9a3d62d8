from odoo import api, fields, models


class CrmPaymentPlanLine(models.Model):
    """Instalments and their invoices are those of a project, and of its account."""

    _inherit = "crm.payment.plan.line"

    design_project_id = fields.Many2one(
        "project.project",
        compute="_compute_design_project_id",
        store=True,
        index="btree_not_null",
    )

    @api.depends("contract_id.project_ids", "contract_id.parent_id.project_ids")
    def _compute_design_project_id(self):
        for line in self:
            # A supplement is carried out by the project of its contract.
            line.design_project_id = line.contract_id._get_whole().project_ids[:1]

    def _prepare_part_vals(self, part, ratio):
        vals = super()._prepare_part_vals(part, ratio)
        if not vals.get("analytic_distribution"):
            vals["analytic_distribution"] = self._get_project_distribution()
        return vals

    def _get_project_distribution(self):
        """Return the analytic distribution of the project, False without one."""
        # Whoever signs sees no projects.
        account_sudo = self.sudo().design_project_id.account_id
        return account_sudo and {str(account_sudo.id): 100}

    def _name_project_on_drafts(self):
        """Let drafts that were made before their project go to its account, too."""
        for lines in self.grouped("design_project_id").values():
            drafts = lines.invoice_ids.filtered(lambda move: move.state == "draft")
            drafts.invoice_line_ids.filtered(
                lambda item: (
                    item.display_type == "product" and not item.analytic_distribution
                )
            ).analytic_distribution = lines._get_project_distribution()
