from odoo import fields, models


class CrmFapiaoIssueDialog(models.TransientModel):
    _name = "crm.fapiao.issue"
    _description = "Issue Fapiao"

    fapiao_id = fields.Many2one("crm.fapiao", required=True, readonly=True)
    currency_id = fields.Many2one(related="fapiao_id.currency_id")
    amount_total = fields.Monetary(related="fapiao_id.amount_total")
    buyer_name = fields.Char(related="fapiao_id.buyer_name")
    number = fields.Char(string="Fapiao Number", required=True)
    issue_date = fields.Date(
        string="Issued on", required=True, default=fields.Date.context_today
    )
    file = fields.Binary(attachment=False)
    filename = fields.Char()

    def action_issue(self):
        """Note the number and keep the file with the application."""
        self.ensure_one()
        self.fapiao_id._issue(self.number, self.issue_date)
        if self.file:
            self.env["ir.attachment"].create(
                {
                    "name": self.filename or f"{self.fapiao_id.number}.pdf",
                    "datas": self.file,
                    "res_model": self.fapiao_id._name,
                    "res_id": self.fapiao_id.id,
                }
            )
        return {"type": "ir.actions.act_window_close"}
