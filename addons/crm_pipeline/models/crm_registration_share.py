from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import shares as share_rules


class CrmRegistrationShare(models.Model):
    """Who has which part of a registration, as the arbitration decided: evidence.

    Written by code alone, once the last approver agreed. Commission is counted by it.
    """

    _name = "crm.registration.share"
    _description = "Share of a Registration"
    _order = "registration_id, percent desc, id"
    _rec_name = "user_id"

    registration_id = fields.Many2one(
        "crm.registration", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        index=True,
        ondelete="restrict",
    )
    percent = fields.Float(string="Share (%)", digits=(5, 2), required=True)
    outcome_id = fields.Many2one(
        "crm.registration.outcome", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="registration_id.company_id", store=True)

    _one_a_person = models.Constraint(
        "UNIQUE(registration_id, user_id)", "Each person has one share."
    )
    _within_bounds = models.Constraint(
        "CHECK(percent > 0 AND percent < 100)",
        "A share is more than nothing and less than all.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        shares = super().create(vals_list)
        self.env.registry.clear_cache()  # who shares it sees it from now on
        return shares

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.constrains("registration_id", "percent")
    def _check_whole(self):
        for registration in self.registration_id:
            shares = registration.share_ids
            total = share_rules.total(
                (share.user_id.id, share.percent) for share in shares
            )
            if total != share_rules.WHOLE:
                raise ValidationError(
                    self.env._(
                        "The shares of %(registration)s make %(total)s %%, not 100 %%.",
                        registration=registration.display_name,
                        total=total,
                    )
                )
