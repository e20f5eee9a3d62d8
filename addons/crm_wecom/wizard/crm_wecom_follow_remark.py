from odoo import api, fields, models

FIELDS = ("remark", "description", "mobile")


class CrmWecomFollowRemark(models.TransientModel):
    """What a colleague notes of his customer, typed here and written to WeCom."""

    _name = "crm.wecom.follow.remark"
    _description = "Remark of a WeCom Customer"

    follow_id = fields.Many2one(
        "crm.wecom.follow", required=True, readonly=True, ondelete="cascade"
    )
    remark = fields.Char(help="At most 20 characters; the customer does not see it.")
    description = fields.Text(help="At most 150 characters.")
    mobile = fields.Char(help="Becomes the first of his numbers; the others stay.")
    is_remark_ours = fields.Boolean(compute="_compute_is_ours")
    is_description_ours = fields.Boolean(compute="_compute_is_ours")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        follow = self.env["crm.wecom.follow"].browse(values.get("follow_id"))
        if follow:
            values |= {name: follow[name] for name in FIELDS if name in fields_list}
        return values

    @api.depends("follow_id")
    def _compute_is_ours(self):
        for wizard in self:
            connector_sudo = wizard.follow_id.contact_id.sudo().connector_id
            wizard.is_remark_ours = connector_sudo.wecom_remark_side == "here"
            wizard.is_description_ours = connector_sudo.wecom_description_side == "here"

    def action_write(self):
        """Write what was changed; WeCom gets it within moments."""
        self.ensure_one()
        changed = {
            name: self[name] or ""
            for name in FIELDS
            if (self[name] or "") != (self.follow_id[name] or "")
        }
        if changed:
            self.follow_id.action_write_remark(changed)
        return {"type": "ir.actions.act_window_close"}
