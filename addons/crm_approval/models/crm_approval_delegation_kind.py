from odoo import api, fields, models


class CrmApprovalDelegationKind(models.Model):
    """A kind of document that a delegation is limited to.

    A row of its own and not a link to ``ir.model``, which only administrators read.
    """

    _name = "crm.approval.delegation.kind"
    _description = "Kind of Document of a Delegation"
    _rec_name = "res_model"

    delegation_id = fields.Many2one(
        "crm.approval.delegation", required=True, ondelete="cascade", index=True
    )
    res_model = fields.Selection(
        selection="_selection_res_model", string="Kind of Document", required=True
    )

    _kind_unique = models.Constraint(
        "UNIQUE(delegation_id, res_model)", "Each kind is named once."
    )

    @api.model
    def _selection_res_model(self):
        kinds = self.env["crm.approval.flow"]._document_models()
        return [(kind.model, kind.name) for kind in kinds]

    @api.model_create_multi
    def create(self, vals_list):
        kinds = super().create(vals_list)
        kinds.delegation_id._kinds_changed()
        return kinds

    def write(self, vals):
        delegations = self.delegation_id
        delegations._check_own()
        result = super().write(vals)
        (delegations | self.delegation_id)._kinds_changed()
        return result

    def unlink(self):
        delegations = self.delegation_id
        result = super().unlink()
        delegations.exists()._kinds_changed()
        return result
