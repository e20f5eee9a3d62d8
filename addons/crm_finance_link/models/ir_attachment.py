from odoo import api, models


class IrAttachment(models.Model):
    """Files that are made to be fetched at once."""

    _inherit = "ir.attachment"

    @api.model
    def _offer(self, name, data):
        """Keep ``data`` (bytes) and return the action that downloads it.

        It hangs on no record, so only who made the file may fetch it.
        """
        attachment = self.create({"name": name, "raw": data})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }
