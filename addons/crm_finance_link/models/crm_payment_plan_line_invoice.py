import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, float_round

from .crm_payment_plan_line import FINANCE_GROUP

_logger = logging.getLogger(__name__)
# More people than this do not need to be told of one instalment.
MAX_FINANCE_AUDIENCE = 20


class CrmPaymentPlanLine(models.Model):
    """Instalments: the draft invoice, and who hears of what is due and paid."""

    _inherit = "crm.payment.plan.line"

    def action_create_invoice(self):
        """Make the draft invoice and open it; finance only."""
        self.ensure_one()
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(self.env._("Only finance may make invoices."))
        self._wait_for_others()
        self._create_draft_invoice()
        return self.action_view_invoices()

    def _wait_for_others(self):
        """Let nobody else invoice this instalment until the end of this transaction.

        An UPDATE, not ``lock_for_update``, which refuses at once: the second one waits,
        fails on serialisation and is repeated by Odoo with the draft of the first.
        """
        self.check_access("write")
        self.env.execute_query(
            SQL(
                "UPDATE crm_payment_plan_line SET write_date = write_date "
                "WHERE id = %s RETURNING id",
                self.id,
            )
        )

    def action_view_invoices(self):
        """Open the invoices of these instalments."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        invoices = self.invoice_ids
        if len(invoices) == 1:
            return dict(action, res_id=invoices.id, views=[(False, "form")])
        return dict(action, domain=[("id", "in", invoices.ids)])

    def _create_draft_invoice_or_tell(self):
        """Prepare the invoice; a problem of accounting must not stop a signature."""
        try:
            with self.env.cr.savepoint():
                return self._create_draft_invoice()
        except UserError as error:
            _logger.info("No draft invoice for instalment %s: %s", self.id, error)
            self.plan_id.message_post(
                body=self.env._(
                    "The draft invoice of instalment %(line)s could not be prepared: "
                    "%(reason)s",
                    line=self.name,
                    reason=str(error),
                )
            )
        return self.env["account.move"]

    def _create_draft_invoice(self):
        """Return the draft invoice of this instalment, made when there is none.

        Its total is what of the instalment is not invoiced yet, to the cent: Odoo's
        tax engine spreads the amount over the lines of the confirmed quotations.

        :raise UserError: when there is nothing to invoice or accounting refuses
        """
        self.ensure_one()
        drafts = self.invoice_ids.filtered(
            lambda move: move.state == "draft" and move.move_type == "out_invoice"
        )
        missing = self.amount - self.amount_invoiced
        if drafts or self.currency_id.compare_amounts(missing, 0) <= 0:
            return drafts[:1] or self.invoice_ids[:1]
        # Only finance presses the button; a signature does this without being finance.
        line_sudo = self.sudo().with_company(self.company_id)
        line_sudo = line_sudo.with_context(
            lang=self.sudo().partner_id.lang or self.env.lang
        )
        invoice_sudo = line_sudo.env["account.move"].create(
            line_sudo._prepare_invoice_vals(missing)
        )
        if self.currency_id.compare_amounts(invoice_sudo.amount_total, missing):
            raise UserError(
                self.env._(
                    "The invoice of instalment %(line)s would come to %(total)s "
                    "instead of %(amount)s: its taxes cannot be split. Make it "
                    "by hand.",
                    line=self.display_name,
                    total=self.currency_id.format(invoice_sudo.amount_total),
                    amount=self.currency_id.format(missing),
                )
            )
        return invoice_sudo.sudo(self.env.su)

    def _prepare_invoice_vals(self, amount):
        """Return the values of an invoice over ``amount``, taxes included."""
        orders = self.contract_id.order_ids.filtered(lambda o: o.state == "sale")
        if not orders:
            raise UserError(
                self.env._(
                    "Contract %(contract)s has no confirmed quotation to invoice.",
                    contract=self.contract_id.display_name,
                )
            )
        origin = ", ".join([self.contract_id.name, *orders.mapped("name")])
        return {
            **orders[0]._prepare_invoice(),
            "plan_line_id": self.id,
            "invoice_origin": origin,
            "ref": f"{self.contract_id.name} {self.name}",
            "currency_id": self.currency_id.id,
            "invoice_user_id": self.user_id.id,
            # The plan says when the money is due, not the terms of the quotation.
            "invoice_payment_term_id": False,
            "invoice_date_due": self.due_date,
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_line_vals(orders, amount)
            ],
        }

    def _prepare_line_vals(self, orders, amount):
        """Spread ``amount`` (taxes included) over the lines of ``orders``."""
        tax_model, company = self.env["account.tax"], self.company_id
        order_lines = orders.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        base_lines = [
            line._prepare_base_line_for_taxes_computation(_sale_line=line)
            for line in order_lines
        ]
        tax_model._add_tax_details_in_base_lines(base_lines, company)
        tax_model._round_base_lines_tax_details(base_lines, company)
        parts = tax_model._prepare_down_payment_lines(
            base_lines,
            company,
            "fixed",
            amount,
            computation_key=f"crm_payment_plan_line,{self.id}",
            grouping_function=lambda line: {"_sale_line": line["_sale_line"]},
        )
        contract_total = self.contract_id.amount_total or amount
        return [
            self._prepare_part_vals(part, amount / contract_total) for part in parts
        ]

    def _prepare_part_vals(self, part, ratio):
        """Return the invoice line of one part of the tax engine's answer.

        The part comes as quantity 1; the invoice says the share of the ordered
        quantity at the ordered price, so that the quotation counts as invoiced so far.
        """
        order_line = part["_sale_line"]
        quantity = float_round(order_line.product_uom_qty * ratio, precision_digits=2)
        quantity = quantity or 0.01
        part = dict(part, price_unit=part["price_unit"] / quantity, quantity=quantity)
        name = f"{order_line.name}\n{self.contract_id.name} {self.name}"
        return {
            **order_line._prepare_invoice_line(quantity=quantity),
            "name": f"{name} ({round(self.share, 2):g}%)",
            "price_unit": part["price_unit"],
            "discount": 0.0,
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(
                part
            ),
        }

    # -- events -------------------------------------------------------------------

    @api.model
    def _get_finance_users(self, company):
        """Return the invoicing users of ``company``, not more than can be told."""
        group = self.env.ref(FINANCE_GROUP)
        return (
            self.env["res.users"]
            .sudo()  # the client who signs cannot read users
            .search(
                [
                    ("all_group_ids", "in", group.ids),
                    ("company_ids", "in", company.ids),
                    ("share", "=", False),
                ],
                order="id",
                limit=MAX_FINANCE_AUDIENCE,
            )
        )

    def _announce_due(self):
        self.ensure_one()
        # Told once, and once more after it was taken back.
        key = f"instalment.due:{self._name}:{self.id}"
        again = str(self.taken_back_count or "")
        self.env["crm.business.event"]._emit(
            "instalment.due",
            self,
            self.env._(
                "%(line)s is due: %(amount)s by %(date)s",
                line=self.display_name,
                amount=self.currency_id.format(self.amount),
                date=self.due_date,
            ),
            partner=self.partner_id,
            audience=self.user_id | self._get_finance_users(self.company_id),
            key=":".join(filter(None, [key, again])),
        )

    def _announce_paid(self):
        """Tell of those that are paid in full; each is told of once."""
        for line in self.filtered(lambda line: line.state == "paid"):
            line.env["crm.business.event"]._emit(
                "payment.received",
                line,
                line.env._(
                    "%(line)s received: %(amount)s",
                    line=line.display_name,
                    amount=line.currency_id.format(line.amount_received),
                ),
                partner=line.partner_id,
                audience=line.user_id | line.team_id.user_id,
            )
