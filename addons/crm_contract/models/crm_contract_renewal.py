from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .crm_contract import COUNTED_STATES


class CrmContract(models.Model):
    """Renewing a contract: a new draft with a new quotation, from what holds now."""

    _inherit = "crm.contract"

    renewal_id = fields.Many2one(
        "crm.contract",
        string="Renewed by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    renewed_ids = fields.One2many("crm.contract", "renewal_id", string="Renews")

    def action_renew(self):
        """Make the draft of the next contract, with a quotation to be changed.

        :return: the action that opens the new contract
        """
        self.ensure_one()
        self.check_access("write")
        # Two people may press the button at once: one renewal is made.
        self._lock_states()
        self.invalidate_recordset(["renewal_id"])
        self._check_renewable()
        # Links between contracts and their orders are written by code alone.
        contract_sudo = self.sudo()
        renewal_sudo = contract_sudo.create(self._prepare_renewal_vals())
        contract_sudo.renewal_id = renewal_sudo
        contract_sudo._copy_orders_to(renewal_sudo)
        link = renewal_sudo._get_html_link()
        self.message_post(body=self.env._("Renewed by %s", link))
        return renewal_sudo.sudo(self.env.su).get_formview_action()

    def _check_renewable(self):
        if self.parent_id:
            raise UserError(
                self.env._(
                    "%(supplement)s is a supplement: renew %(contract)s.",
                    supplement=self.display_name,
                    contract=self.sudo().parent_id.display_name,
                )
            )
        renewal_sudo = self.sudo().renewal_id  # may be a colleague's by now
        if renewal_sudo and renewal_sudo.state != "terminated":
            raise UserError(
                self.env._(
                    "%(contract)s was renewed by %(renewal)s already.",
                    contract=self.display_name,
                    renewal=renewal_sudo.display_name,
                )
            )
        if self.state not in COUNTED_STATES:
            raise UserError(
                self.env._(
                    "%(contract)s was never in force or is terminated: make a new "
                    "quotation instead.",
                    contract=self.display_name,
                )
            )

    def _prepare_renewal_vals(self):
        end = self.date_term_end
        start = end and end + timedelta(days=1)
        length = self.date_start and self.date_end and self.date_end - self.date_start
        return {
            "title": self.title,
            "partner_id": self.partner_id.id,
            "signer_id": self.signer_id.id,
            "lead_id": self.lead_id.id,
            "design_type_id": self.design_type_id.id,
            "site_address": self.site_address,
            "area": self.area,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "notice_days": self.notice_days,
            "date_start": start or fields.Date.context_today(self),
            "date_end": start and length and start + length,
            "note": self.note,
        }

    def _copy_orders_to(self, renewal):
        """Give ``renewal`` one quotation over all that holds now; superuser here."""
        orders = (self | self._counted_supplements())._contract_orders()
        if not orders:
            return
        lines = orders.order_line.filtered(lambda line: not line.is_downpayment)
        kept = [
            {name: value for name, value in vals.items() if name != "order_id"}
            for vals in lines.copy_data()
        ]
        orders.sorted("id")[0].copy(
            {
                "contract_id": renewal.id,
                "user_id": self.user_id.id,
                "origin": self.name,
                "note": self.note,
                # The same rules of approval as for the first one.
                "opportunity_id": self.lead_id.id,
                "order_line": [Command.create(vals) for vals in kept],
            }
        )
