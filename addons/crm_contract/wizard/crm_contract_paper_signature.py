import base64

from odoo import fields, models


class CrmContractPaperSignature(models.TransientModel):
    """Record a contract that was signed on paper, with its scan."""

    _name = "crm.contract.paper.signature"
    _description = "Record a Signature on Paper"

    contract_id = fields.Many2one("crm.contract", required=True, ondelete="cascade")
    signer_name = fields.Char(string="Signed by", required=True)
    date_signed = fields.Date(
        string="Signed on", required=True, default=fields.Date.context_today
    )
    scan = fields.Binary(string="Scanned Contract", required=True, attachment=False)
    scan_name = fields.Char()

    def action_record(self):
        """Sign the contract with what was entered."""
        self.ensure_one()
        self.contract_id._sign_on_paper(
            signer=self.signer_name.strip(),
            date=self.date_signed,
            scan=(
                self.scan_name or self.env._("Signed contract"),
                base64.b64decode(self.scan),
            ),
        )
        return {"type": "ir.actions.act_window_close"}
