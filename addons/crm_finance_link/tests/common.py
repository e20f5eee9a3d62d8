from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TERMS = [
    ("Deposit", 20, "contract_signed", False, 3),
    ("Concept", 40, "deliverable_signed_off", "concept", 7),
    ("Drawings", 30, "phase_reached", "construction", 7),
    ("Site", 10, "deliverable_signed_off", "site", 7),
]


class PlanCommon(AccountTestInvoicingCommon):
    """A company with a chart of accounts, a customer and a signed contract.

    Role chart
    ----------
    rep      salesperson of the contract (own documents)
    rival    another salesperson, sees nothing of it
    biller   invoicing user: posts invoices, registers payments
    """

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref(
            "sales_team.group_sale_manager"
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        sales = "sales_team.group_sale_salesman"
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.rep = new_test_user(cls.env, "plan_rep", sales, **options)
        cls.rival = new_test_user(cls.env, "plan_rival", sales, **options)
        cls.biller = new_test_user(
            cls.env, "plan_biller", "account.group_account_invoice", **options
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Client Ltd", "is_company": True}
        )
        cls.tax = cls.make_tax("6 % excluded", "tax_excluded")
        cls.tax_included = cls.make_tax("6 % included", "tax_included")
        cls.template = cls.make_template(TERMS)
        cls.product = cls.env["product.product"].create(
            {
                "name": "Design fee",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )

    @classmethod
    def make_tax(cls, name, price_include):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": 6,
                "type_tax_use": "sale",
                "price_include_override": price_include,
                "company_id": cls.company_data["company"].id,
            }
        )

    @classmethod
    def make_template(cls, terms):
        return cls.env["crm.payment.plan.template"].create(
            {
                "name": "Test terms",
                "line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "share": share,
                            "trigger": trigger,
                            "trigger_code": code,
                            "days": days,
                            "sequence": number,
                        }
                    )
                    for number, (name, share, trigger, code, days) in enumerate(terms)
                ],
            }
        )

    @classmethod
    def make_contract(cls, lines=((1, 1000.0, 0.0),), tax=None, sign=True, **vals):
        """Return a contract over (quantity, price, discount) lines."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.rep.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "discount": discount,
                            "tax_ids": [Command.set(tax.ids if tax else [])],
                        }
                    )
                    for quantity, price, discount in lines
                ],
                **vals,
            }
        )
        # The approval of quotations is not the matter here.
        order.sudo().write({"state": "sale"})
        order.action_create_contract()
        contract = order.contract_id
        contract.plan_template_id = cls.template
        if sign:
            contract.action_sign()
        return contract

    def line(self, contract, name):
        return contract.plan_line_ids.filtered(lambda line: line.name == name)

    def pay(self, invoices, amount=None, **vals):
        """Register a payment as the biller does; return it."""
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.biller)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create(vals | ({"amount": amount} if amount is not None else {}))
        )
        return wizard._create_payments()

    def reverse(self, invoice):
        """Post a credit note over the whole invoice; return it."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.biller)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "reason": "test"})
        )
        action = wizard.refund_moves()
        refund = self.env["account.move"].browse(action["res_id"])
        refund.with_user(self.biller).action_post()
        return refund

    def post(self, invoice):
        invoice.with_user(self.biller).action_post()
        return invoice

    @property
    def today(self):
        return fields.Date.context_today(self.env["crm.payment.plan.line"])
