from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _retire(self):
        """Take tasks away at once; the job deletes them.

        Deleting an activity looks for attachments, defaults and more: a decision does
        not wait for that.
        """
        if self:
            self.write({"active": False})

    @api.model
    def _gc_retired_approvals(self):
        """Delete the tasks on approvals that were taken away or are done."""
        self.with_context(active_test=False).search(
            [
                ("res_model", "=", "crm.approval.request"),
                ("active", "=", False),
                ("automated", "=", True),
            ]
        ).unlink()
