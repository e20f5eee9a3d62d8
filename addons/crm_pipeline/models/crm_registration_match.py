from odoo import api, fields, models


class CrmRegistrationMatch(models.Model):
    """A conflict as it stood when the registration was submitted: evidence."""

    _name = "crm.registration.match"
    _description = "Conflict of a Registration"
    _order = "registration_id, sequence, id"
    _rec_name = "display"

    registration_id = fields.Many2one(
        "crm.registration", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer()
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    level = fields.Selection(
        [("block", "Block"), ("review", "Review"), ("info", "For information")],
        required=True,
    )
    score = fields.Float(digits=(3, 2))
    reasons = fields.Json()
    reason_text = fields.Char(string="Matched by", compute="_compute_reason_text")
    display = fields.Char(string="Found", required=True)

    def _get_holder_user(self):
        """Return the salesperson who has the record found, if any."""
        if not self:
            return self.env["res.users"]
        self.ensure_one()
        # Who reads the evidence may know whose it is.
        holder = self.env["crm.registration"]._get_holder(self.sudo())
        return holder.get("user", self.env["res.users"]).sudo(self.env.su)

    @api.depends("reasons")
    def _compute_reason_text(self):
        Registration = self.env["crm.registration"]
        for match in self:
            match.reason_text = Registration._conflict_reason_text(match.reasons or [])
