from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import plaintext2html


class CrmContractSupplement(models.TransientModel):
    """Draw up a supplement: what changes, and by how much."""

    _name = "crm.contract.supplement"
    _description = "Add a Supplement"

    contract_id = fields.Many2one("crm.contract", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    title = fields.Char(
        required=True,
        compute="_compute_title",
        store=True,
        readonly=False,
        precompute=True,
    )
    change = fields.Text(
        string="What Changes",
        required=True,
        help="Goes into the supplement as its additional terms, and to the approvers.",
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Existing Quotation",
        ondelete="cascade",
        domain="[('partner_id', 'child_of', partner_id), ('contract_id', '=', False), "
        "('company_id', '=', company_id), ('currency_id', '=', currency_id), "
        "('state', 'in', ('draft', 'sent', 'sale'))]",
        help="Leave it empty to make a quotation over the amount below.",
    )
    partner_id = fields.Many2one(related="contract_id.partner_id.commercial_partner_id")
    company_id = fields.Many2one(related="contract_id.company_id")
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        domain="[('sale_ok', '=', True)]",
        ondelete="cascade",
        compute="_compute_product_id",
        store=True,
        readonly=False,
    )
    amount = fields.Monetary(
        string="Change of the Fee",
        help="More: 5000; less: -5000. As a price on the quotation, so taxes are added "
        "where they are not part of it.",
    )
    date_end = fields.Date(
        string="New End of the Term", help="Empty: the term stays as it is."
    )

    @api.depends("contract_id")
    def _compute_title(self):
        for wizard in self:
            contract = wizard.contract_id
            number = contract.sudo().last_supplement_number + 1
            wizard.title = contract and self.env._(
                "%(title)s: Supplement %(number)s",
                title=contract.title,
                number=number,
            )

    @api.depends("contract_id")
    def _compute_product_id(self):
        change = self.env.ref("crm_contract.product_design_change", False)
        usable = change and change.active and change.sale_ok
        for wizard in self:
            lines = wizard.contract_id._contract_orders().order_line
            wizard.product_id = change if usable else lines.product_id[:1]

    @api.constrains("date_end", "contract_id")
    def _check_date_end(self):
        for wizard in self:
            start = wizard.contract_id.date_start
            if wizard.date_end and start and wizard.date_end < start:
                raise ValidationError(
                    self.env._(
                        "%(contract)s began on %(start)s, so its term cannot end on "
                        "%(end)s.",
                        contract=wizard.contract_id.display_name,
                        start=start,
                        end=wizard.date_end,
                    )
                )

    def action_create_supplement(self):
        """Make the supplement and its quotation.

        :return: the action that opens the supplement
        """
        self.ensure_one()
        contract = self.contract_id
        self._check_order()
        note = self._get_note()
        supplement = contract._add_supplement(
            {
                "title": self.title,
                "note": note,
                "date_start": fields.Date.context_today(self),
                "date_end": self.date_end,
            }
        )
        if order := self._get_order(note):
            order.sudo().contract_id = supplement  # written by code alone
        return supplement.get_formview_action()

    def _check_order(self):
        """Raise for a quotation that cannot stand behind this supplement."""
        order = self.order_id
        if not order:
            return
        order.check_access("write")
        order.lock_for_update()
        order.invalidate_recordset(["contract_id", "state"])
        usable = (
            not order.contract_id
            and order.state in ("draft", "sent", "sale")
            and order.partner_id.commercial_partner_id == self.partner_id
            and order.company_id == self.company_id
            and order.currency_id == self.currency_id
        )
        if not usable:
            raise UserError(
                self.env._(
                    "%(order)s cannot stand behind a supplement to %(contract)s: it "
                    "has to be open or confirmed, of the same customer, company and "
                    "currency, and without a contract.",
                    order=order.name,
                    contract=self.contract_id.display_name,
                )
            )

    def _get_note(self):
        """Return what changes, after the terms that the quotation has already."""
        note = plaintext2html(self.change)
        if self.order_id.state in ("draft", "sent") and self.order_id.note:
            return self.order_id.note + note
        return note

    def _get_order(self, note):
        """Return the quotation behind the supplement; none where no fee changes."""
        if self.order_id:
            if self.order_id.state in ("draft", "sent"):
                self.order_id.note = note
            return self.order_id
        if self.currency_id.is_zero(self.amount):
            return self.order_id
        if not self.product_id:
            raise UserError(self.env._("Choose the service that the fee is for."))
        return self.env["sale.order"].create(self._prepare_order_vals(note))

    def _prepare_order_vals(self, note):
        contract = self.contract_id
        # Who leads the contract need not read each quotation behind it.
        first_sudo = contract.sudo()._contract_orders()[:1]
        lines_sudo = first_sudo.order_line.filtered(lambda line: not line.display_type)
        same_sudo = lines_sudo.filtered(lambda line: line.product_id == self.product_id)
        line = {
            "product_id": self.product_id.id,
            "name": f"{self.product_id.display_name}\n{self.title}",
            "product_uom_qty": 1,
            "price_unit": self.amount,
        }
        if lines_sudo:
            # Taxed as the contract is, or not, whatever the service has by itself.
            line["tax_ids"] = [Command.set((same_sudo or lines_sudo)[0].tax_ids.ids)]
        return {
            "partner_id": (first_sudo.partner_id or contract.partner_id).id,
            "partner_invoice_id": first_sudo.partner_invoice_id.id
            or contract.partner_id.id,
            "opportunity_id": contract.lead_id.id,
            "user_id": contract.user_id.id,
            "team_id": contract.team_id.id,
            "company_id": contract.company_id.id,
            "pricelist_id": first_sudo.pricelist_id.id,
            "currency_id": contract.currency_id.id,
            "origin": contract.name,
            "note": note,
            "order_line": [Command.create(line)],
        }
