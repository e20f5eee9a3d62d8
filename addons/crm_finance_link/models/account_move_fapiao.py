from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_customer.tools import credit_code as credit_code_rules

from .crm_fapiao import LIVE_STATES

FAPIAO_STATES = [
    ("none", "No Fapiao"),
    ("draft", "Draft"),
    ("applied", "Applied"),
    ("issued", "Issued"),
    ("reversed", "Reversed"),
]


class AccountMove(models.Model):
    """Invoices and the fapiao on them."""

    _inherit = "account.move"

    fapiao_ids = fields.One2many("crm.fapiao", "move_id")
    # Not stored: a company that installs this has a million invoices already.
    fapiao_state = fields.Selection(FAPIAO_STATES, compute="_compute_fapiao_state")

    @api.depends("fapiao_ids.state")
    def _compute_fapiao_state(self):
        for move in self:
            states = set(move.fapiao_ids.mapped("state"))
            found = [state for state in (*LIVE_STATES, "reversed") if state in states]
            move.fapiao_state = found[0] if found else "none"

    def action_apply_fapiao(self):
        """Open the application for a fapiao on this invoice, made if there is none."""
        self.ensure_one()
        self.check_access("write")
        return self._ensure_fapiao()._action_open_fapiao()

    def _ensure_fapiao(self):
        """Return the live applications of these posted invoices, made where missing.

        :raise UserError: an invoice is not posted, or a credit note has no fapiao to
            take back
        """
        # Sales applies on an invoice that it may not read.
        moves_sudo = self.sudo()
        # Two people apply at the same moment: the second finds what the first made.
        moves_sudo.lock_for_update()
        moves_sudo.fapiao_ids.flush_recordset(["state"])
        found_sudo = moves_sudo.fapiao_ids.filtered(
            lambda fapiao: fapiao.state in LIVE_STATES
        )
        missing_sudo = moves_sudo - found_sudo.move_id
        vals_list = [move_sudo._prepare_fapiao_vals() for move_sudo in missing_sudo]
        made_sudo = self.env["crm.fapiao"].sudo().create(vals_list)
        return (found_sudo | made_sudo).sudo(self.env.su)

    def _prepare_fapiao_vals(self):
        self._check_may_have_fapiao()
        buyer = self.commercial_partner_id
        bank = buyer.bank_ids[:1]
        address = "".join(
            part
            for part in (buyer.state_id.name, buyer.city, buyer.street, buyer.street2)
            if part
        )
        return {
            "move_id": self.id,
            "original_id": self._get_reversed_fapiao().id,
            "amount_untaxed": self.amount_untaxed,
            "amount_tax": self.amount_tax,
            "amount_total": self.amount_total,
            "fapiao_type": "special" if buyer.is_company else "ordinary",
            "buyer_name": buyer.name,
            "buyer_tax_number": self._get_tax_number(buyer),
            "buyer_address": address,
            "buyer_phone": buyer.phone,
            "buyer_bank": bank.bank_id.name,
            "buyer_account": bank.acc_number,
            "email": self.partner_id.email or buyer.email,
            "note": self.contract_id.name,
        }

    @api.model
    def _get_tax_number(self, buyer):
        """Return the buyer's credit code, from the VAT field where it is kept there."""
        code = credit_code_rules.normalise(buyer.credit_code or buyer.vat)
        return False if credit_code_rules.problem(code) else code

    def _check_may_have_fapiao(self):
        if self.state != "posted" or self.move_type not in (
            "out_invoice",
            "out_refund",
        ):
            raise UserError(
                self.env._(
                    "%(invoice)s is no posted customer invoice: a fapiao is issued on "
                    "posted ones.",
                    invoice=self.display_name,
                )
            )
        if self.move_type == "out_invoice":
            return
        original = self._get_reversed_fapiao()
        if not original:
            raise UserError(
                self.env._(
                    "Credit note %(move)s takes back no invoice with an issued fapiao, "
                    "so there is nothing to reverse.",
                    move=self.display_name,
                )
            )
        taken = sum(
            original.red_ids.filtered(lambda f: f.state in LIVE_STATES).mapped(
                "amount_total"
            )
        )
        total = taken + self.amount_total
        if self.currency_id.compare_amounts(total, original.amount_total) > 0:
            raise UserError(
                self.env._(
                    "Fapiao %(number)s is about %(amount)s, of which %(taken)s are "
                    "reversed: credit note %(move)s would reverse more than it is.",
                    number=original.number,
                    amount=self.currency_id.format(original.amount_total),
                    taken=self.currency_id.format(taken),
                    move=self.display_name,
                )
            )

    def _get_reversed_fapiao(self):
        return self.reversed_entry_id.fapiao_ids.filtered(
            lambda fapiao: fapiao.state == "issued"
        )[:1]

    # -- a document with a fapiao stays as it is ------------------------------------

    def button_draft(self):
        self._check_no_fapiao()
        return super().button_draft()

    def button_cancel(self):
        self._check_no_fapiao()
        return super().button_cancel()

    def _check_no_fapiao(self):
        for move_sudo in self.sudo():  # whoever may change it need not read fapiao
            fapiao_sudo = move_sudo.fapiao_ids.filtered(
                lambda fapiao: fapiao.state in ("applied", "issued")
            )[:1]
            if fapiao_sudo.state == "issued":
                raise UserError(
                    self.env._(
                        "Fapiao %(number)s is issued on %(invoice)s: make a credit "
                        "note and a red-letter fapiao instead.",
                        number=fapiao_sudo.number,
                        invoice=move_sudo.display_name,
                    )
                )
            if fapiao_sudo:
                raise UserError(
                    self.env._(
                        "Application %(name)s for a fapiao on %(invoice)s is with "
                        "finance: cancel it first.",
                        name=fapiao_sudo.name,
                        invoice=move_sudo.display_name,
                    )
                )
