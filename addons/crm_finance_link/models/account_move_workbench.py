from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Drafts of instalments are a handful among all invoices.
    _instalment_drafts_idx = models.Index(
        "(create_date) WHERE state = 'draft' AND plan_line_id IS NOT NULL"
    )
