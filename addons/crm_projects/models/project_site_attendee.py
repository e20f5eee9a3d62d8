from odoo import api, fields, models

from ..tools.files import sha256_of


class ProjectSiteAttendee(models.Model):
    """Somebody who was at the site, and his signature drawn on the phone."""

    _name = "project.site.attendee"
    _description = "Person at a Site Visit"
    _inherit = "project.site.line.mixin"
    _order = "visit_id, id"

    visit_id = fields.Many2one(
        "project.site.visit", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    side = fields.Selection(
        [
            ("us", "Designer"),
            ("client", "Client"),
            ("contractor", "Contractor"),
            ("other", "Other"),
        ],
        string="For",
        required=True,
        default="client",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null"
    )
    visit_state = fields.Selection(related="visit_id.state", string="Visit State")
    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    role = fields.Char(help="E.g. site manager.")
    signature = fields.Image(
        attachment=True, max_width=1024, max_height=1024, copy=False
    )
    signed_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("user_id", "partner_id")
    def _compute_name(self):
        for person in self:
            known = person.user_id.name or person.partner_id.name
            person.name = known or person.name

    @api.model
    def _record_fields(self):
        return super()._record_fields() | {
            "side",
            "user_id",
            "partner_id",
            "name",
            "role",
            "signature",
            "signed_at",
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._stamp(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._stamp(vals))

    @api.model
    def _stamp(self, vals):
        """Return ``vals`` with when it was signed, which nobody says himself."""
        vals = {name: value for name, value in vals.items() if name != "signed_at"}
        if "signature" not in vals:
            return vals
        if not vals["signature"]:
            return {**vals, "signed_at": False}
        drawn = self.env["crm.contract"]._check_signature_image(vals["signature"])
        return {**vals, "signature": drawn, "signed_at": fields.Datetime.now()}

    def _record_content(self):
        """Return what the record of the visit says of this person, as JSON values."""
        self.ensure_one()
        return {
            "name": self.name,
            "side": self.side,
            "role": self.role or "",
            "signed_at": fields.Datetime.to_string(self.signed_at) or "",
            "signature": self.signature and sha256_of([bytes(self.signature)]),
        }
