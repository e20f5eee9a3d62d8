import base64

from odoo import fields, models


class ProjectDeliverablePaperSignature(models.TransientModel):
    """Record that the client signed a version, or a change order, on paper."""

    _name = "project.deliverable.paper.signature"
    _description = "Record a Signature on Paper"

    version_id = fields.Many2one("project.deliverable.version", ondelete="cascade")
    change_order_id = fields.Many2one("project.change.order", ondelete="cascade")
    signer_name = fields.Char(string="Signed by", required=True)
    date_signed = fields.Date(
        string="Signed on",
        required=True,
        default=lambda self: self.env.company._get_work_day(),
    )
    scan = fields.Binary(string="Scanned Document", required=True, attachment=False)
    scan_name = fields.Char()

    _of_one = models.Constraint(
        "CHECK((version_id IS NULL) <> (change_order_id IS NULL))",
        "A paper signs either a version or a change order.",
    )

    def action_record(self):
        """Sign off, or accept, with what was entered."""
        self.ensure_one()
        (self.version_id or self.change_order_id)._sign_on_paper(
            self.signer_name,
            self.date_signed,
            (self.scan_name or "scan.pdf", base64.b64decode(self.scan or b"")),
        )
        return {"type": "ir.actions.act_window_close"}
