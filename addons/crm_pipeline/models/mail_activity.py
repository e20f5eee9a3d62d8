from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A completed activity is a follow-up, if its type says so."""
        facts = [
            {
                **self.env["crm.follow.up"]._get_record_vals(activity),
                "kind_id": activity.activity_type_id.sudo().follow_up_kind_id.id,
                "note": feedback or "",
                "source_model": self._name,
                "source_id": activity.id,
            }
            for activity in self
            if activity.res_model in ("crm.lead", "res.partner")
            and activity.activity_type_id.sudo().follow_up_kind_id
        ]
        result = super()._action_done(feedback, attachment_ids)
        self.env["crm.follow.up"]._record(facts)
        return result
