from odoo import fields, models


class AccountJournal(models.Model):
    """What a bank takes of money that comes in."""

    _inherit = "account.journal"

    match_fee_limit = fields.Float(
        string="Bank Fee up to",
        default=50.0,
        help="Money that comes in may be short by so much, because banks on its way "
        "took a fee. It is proposed, never booked by itself.",
    )
    match_fee_account_id = fields.Many2one(
        "account.account",
        string="Account for Bank Fees",
        check_company=True,
        domain="[('account_type', 'in', ('expense', 'expense_other'))]",
    )

    def action_import_bank_statement(self):
        """Open the import for this bank."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_finance_link.crm_bank_import_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "context": {"default_journal_id": self.id},
        }
