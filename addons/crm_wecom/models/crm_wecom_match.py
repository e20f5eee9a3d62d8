from copy import deepcopy

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmWecomMatch(models.Model):
    """One of those whom a customer in WeCom may be, and why."""

    _name = "crm.wecom.match"
    _description = "Possible Customer of a WeCom Contact"
    _order = "score desc, id"
    _rec_name = "contact_id"

    contact_id = fields.Many2one(
        "crm.wecom.contact", required=True, ondelete="cascade", index=True
    )
    # Whose name they bear may be a colleague's customer: people read ``display``.
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        ondelete="cascade",
        index="btree_not_null",
        groups="base.group_system",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        ondelete="cascade",
        index="btree_not_null",
        groups="base.group_system",
    )
    level = fields.Selection(
        [("block", "Known Already"), ("review", "Probably Known")], required=True
    )
    score = fields.Float()
    evidence = fields.Json(groups="base.group_system")
    display = fields.Char(string="Who", compute="_compute_display")
    reason = fields.Char(string="Because", compute="_compute_display")

    @api.depends("evidence")
    @api.depends_context("uid", "lang")
    def _compute_display(self):
        Registration = self.env["crm.registration"]
        # What is shown is masked to what the reader may know.
        items = {match.id: deepcopy(match.sudo().evidence or {}) for match in self}
        shown = [item for item in items.values() if item]
        Registration._conflict_display(shown)
        for match in self:
            item = items[match.id]
            match.display = item.get("display")
            match.reason = Registration._conflict_reason_text(item.get("reasons") or [])

    def action_link(self):
        """Say that the customer in WeCom is this one."""
        self.ensure_one()
        self.check_access("read")
        match_sudo = self.sudo()  # whom it names is masked to the reader
        known = (match_sudo.partner_id or match_sudo.lead_id).with_env(self.env)
        if not known.has_access("read"):
            raise UserError(
                self.env._(
                    "%(name)s may be a customer of a colleague whom you do not see. "
                    "Ask a sales manager to decide.",
                    name=self.contact_id.display_name,
                )
            )
        contact_sudo = self.contact_id._check_decision()
        contact_sudo._link(match_sudo.partner_id, match_sudo.lead_id)
        contact_sudo.write(self.contact_id._decided())
        return {"type": "ir.actions.client", "tag": "soft_reload"}
