from decimal import Decimal

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date, formatLang

from ..tools.rmb_words import amount_in_words


class CrmContract(models.Model):
    """The merge fields of contract texts: a list of names, and nothing else."""

    _inherit = "crm.contract"

    @api.model
    def _get_merge_fields(self):
        """Hook: the merge fields there are, ``{name: label}``.

        Each has a value in ``_get_merge_values``.
        """
        return {
            "contract_number": self.env._("Contract number"),
            "title": self.env._("Title"),
            "customer": self.env._("Customer"),
            "customer_address": self.env._("Address of the customer"),
            "customer_credit_code": self.env._(
                "Unified social credit code of the customer"
            ),
            "customer_phone": self.env._("Phone of the customer"),
            "company": self.env._("Our company"),
            "company_address": self.env._("Our address"),
            "company_credit_code": self.env._("Our unified social credit code"),
            "company_phone": self.env._("Our phone"),
            "salesperson": self.env._("Salesperson"),
            "design_type": self.env._("Design type"),
            "site_address": self.env._("Site address"),
            "area": self.env._("Area"),
            "date_start": self.env._("Start"),
            "date_end": self.env._("End"),
            "amount_untaxed": self.env._("Amount before taxes"),
            "amount_tax": self.env._("Taxes"),
            "amount_total": self.env._("Total"),
            "amount_in_words": self.env._("Total in words"),
            "fee_table": self.env._("Table of the fees"),
        }

    def _get_merge_values(self):
        """Hook: the values of the merge fields, ``{name: text}``; escaped later.

        Only ``Markup`` goes into the text as HTML. ``self`` is one contract as
        superuser, in the client's language.
        """
        self.ensure_one()
        return {
            **self._get_party_values(),
            **self._get_amount_values(),
            "contract_number": self.name,
            "title": self.title,
            "salesperson": self.user_id.name,
            "design_type": self.design_type_id.name,
            "site_address": self.site_address,
            "area": f"{self.area:,.2f}".rstrip("0").rstrip(".") if self.area else "",
            "date_start": self._merge_date(self.date_start),
            "date_end": self._merge_date(self.date_end),
        }

    def _get_party_values(self):
        values = {}
        parties = {
            "customer": self.partner_id.commercial_partner_id,
            "company": self.company_id.partner_id,
        }
        for key, partner in parties.items():
            values |= {
                key: partner.name,
                f"{key}_address": self._merge_address(partner),
                f"{key}_credit_code": partner.credit_code or partner.vat,
                f"{key}_phone": partner.phone,
            }
        return values

    def _merge_address(self, partner):
        """Return an address in the order of China: from the province to the door."""
        country = partner.country_id - self.company_id.country_id
        parts = [country, partner.state_id]
        words = [part.name for part in parts] + [partner.city, partner.street]
        return " ".join(filter(None, [*words, partner.street2]))

    def _get_amount_values(self):
        return {
            "amount_untaxed": self._merge_amount(self.amount_untaxed),
            "amount_tax": self._merge_amount(self.amount_tax),
            "amount_total": self._merge_amount(self.amount_total),
            "amount_in_words": self._amount_in_words(),
            "fee_table": self._fee_table(),
        }

    def _merge_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _merge_date(self, date):
        return format_date(self.env, date, date_format="long") if date else ""

    def _amount_in_words(self):
        return self._words_of(self.amount_total)

    def _words_of(self, amount):
        """Return an amount in the words that contracts use."""
        if self.currency_id.name == "CNY":
            return amount_in_words(Decimal(str(self.currency_id.round(amount))))
        return self.currency_id.amount_to_text(amount)

    def _fee_table(self):
        """Return the priced lines of the confirmed quotations, as an HTML table."""
        lines = self._contract_orders().order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        if not lines:
            return ""
        return self.env["ir.qweb"]._render(
            "crm_contract.contract_fee_table",
            {"lines": lines, "contract": self},
            lang=self.env.lang,
            minimal_qcontext=True,
        )

    def _contract_orders(self):
        """Return the confirmed quotations behind these contracts."""
        return self.order_ids.filtered(lambda order: order.state == "sale")

    @api.model
    def _describe_merge_fields(self):
        """Return the merge fields for the people who write templates, as HTML."""
        row = Markup("<tr><td><code>{{%s}}</code></td><td>%s</td></tr>")
        rows = [row % item for item in self._get_merge_fields().items()]
        return Markup("<table class='table table-sm'>%s</table>") % Markup("").join(
            rows
        )
