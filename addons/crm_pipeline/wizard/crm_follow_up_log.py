from odoo import fields, models
from odoo.exceptions import UserError


class CrmFollowUpLog(models.TransientModel):
    _name = "crm.follow.up.log"
    _description = "Log a Follow-up"

    lead_id = fields.Many2one("crm.lead")
    partner_id = fields.Many2one("res.partner")
    kind_id = fields.Many2one(
        "crm.follow.up.kind",
        required=True,
        default=lambda self: self.env["crm.follow.up.kind"].search([], limit=1),
    )
    needs_connection = fields.Boolean(related="kind_id.needs_connection")
    is_connected = fields.Boolean(string="Answered", default=True)
    happened_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    note = fields.Text(required=True)

    def action_log(self):
        """Write the follow-up down; the note goes to the chatter, too."""
        self.ensure_one()
        record = self.lead_id or self.partner_id
        record.check_access("write")
        if self.happened_at > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The follow-up of “%(record)s” lies in the future. Log it when it "
                    "has happened, or schedule an activity.",
                    record=record.display_name,
                )
            )
        follow_up = self.env["crm.follow.up"]
        row_sudo = follow_up._record(
            [
                {
                    **follow_up._get_subject_vals(record.sudo()),
                    "kind_id": self.kind_id.id,
                    "is_connected": self.needs_connection and self.is_connected,
                    "happened_at": self.happened_at,
                    "note": self.note,
                }
            ]
        )
        record.message_post(
            body=self.env._(
                "%(kind)s: %(note)s", kind=self.kind_id.name, note=self.note
            ),
            subtype_xmlid="mail.mt_note",
        )
        return self._tell(row_sudo)

    def _tell(self, row):
        """Return what the person is told: that it counts, or why not."""
        if row.outcome == "counted":
            message = self.env._("This follow-up counts.")
        else:
            reasons = dict(row._fields["outcome"]._description_selection(self.env))
            message = self.env._(
                "Saved, but it does not count as a follow-up: %(reason)s.",
                reason=reasons[row.outcome],
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if row.outcome == "counted" else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
