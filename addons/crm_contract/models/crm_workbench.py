from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

QUOTATION_FIELDS = ("name", "partner_id", "amount_total", "currency_id")
QUOTATION_FIELDS += ("opportunity_id", "validity_date", "write_date")
CONTRACT_FIELDS = ("name", "title", "partner_id", "state", "create_date")
CONTRACT_FIELDS += ("amount_total", "currency_id")
#: A contract in these states has still to be signed by the customer.
UNSIGNED = ("draft", "sent")


class CrmWorkbench(models.AbstractModel):
    """Quotations and contracts that wait: for being sent, or for the customer."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        return [
            *super()._workbench_sources(),
            self._get_approved_source(),
            self._get_unanswered_source(),
            self._get_contract_source(),
        ]

    def _quotation_source(self, **values):
        return self._source(
            records=self.env["sale.order"],
            fields=QUOTATION_FIELDS,
            order="write_date, id",
            groups="sales_team.group_sale_salesman",
            action="sale.action_quotations",
            cards=self._get_quotation_cards,
            **values,
        )

    def _get_approved_source(self):
        return self._quotation_source(
            key="quotation_approved",
            title=self.env._("Quotations to Send"),
            icon="fa-paper-plane-o",
            rank=45,
            domain=lambda: self._own() & self._get_approved_domain(),
            late=lambda: Domain.FALSE,
            team=self._get_approved_domain,
            acts={"send": lambda order, values: order.action_quotation_send()},
        )

    def _get_unanswered_source(self):
        return self._quotation_source(
            key="quotation_sent",
            title=self.env._("Quotations without an Answer"),
            icon="fa-file-text-o",
            rank=55,
            domain=lambda: self._own() & self._get_unanswered_quotation_domain(),
            team=self._get_unanswered_quotation_domain,
            late=lambda: Domain("validity_date", "<", fields.Date.context_today(self)),
            acts={"log": lambda order, values: order._log_follow_up()},
        )

    def _get_contract_source(self):
        return self._source(
            key="contract",
            title=self.env._("Contracts to Be Signed"),
            icon="fa-pencil-square-o",
            rank=25,
            records=self.env["crm.contract"],
            domain=lambda: self._own() & Domain("state", "in", UNSIGNED),
            team=lambda: Domain("state", "in", UNSIGNED),
            late=lambda: Domain("create_date", "<", self._get_waiting_since()),
            order="create_date, id",
            fields=CONTRACT_FIELDS,
            cards=self._get_contract_cards,
            groups="sales_team.group_sale_salesman",
            action="crm_contract.crm_contract_action",
        )

    @api.model
    def _workbench_documents(self):
        more = [self.env["sale.order"], self.env["crm.contract"]]
        return super()._workbench_documents() + more

    def _own(self):
        return Domain("user_id", "=", self.env.uid)

    # -- quotations ------------------------------------------------------------------

    def _get_approved_domain(self):
        # Only those of orders that the user may read.
        requests_sudo = self.env["crm.approval.request"].sudo()
        of_orders = Domain("res_model", "=", "sale.order")
        approved = requests_sudo._search(of_orders & Domain("state", "=", "approved"))
        pending = requests_sudo._search(of_orders & Domain("state", "=", "pending"))
        return (
            Domain("state", "=", "draft")
            & Domain("id", "in", approved.subselect("res_id"))
            & Domain("id", "not in", pending.subselect("res_id"))
        )

    def _get_unanswered_quotation_domain(self):
        """Return what was sent, when nobody has spoken with the customer since.

        Sending is a follow-up itself, and so is the customer's answer.
        """
        since = self._get_waiting_since()
        quiet = Domain("last_effective_contact_at", "<", since)
        # Contacts count whoever has the opportunity, hence the "!".
        silent = Domain("opportunity_id", "any!", quiet)
        silent |= Domain("opportunity_id", "=", False) & Domain(
            "partner_id", "any!", Domain("commercial_partner_id", "any!", quiet)
        )
        return Domain("state", "=", "sent") & silent

    def _get_waiting_since(self):
        days = self.env.company.waiting_days
        return fields.Datetime.now() - timedelta(days=days)

    def _get_quotation_cards(self, orders):
        today = fields.Date.context_today(self)
        cards = []
        for order in orders:
            customer_sudo = order.partner_id.sudo()  # shown on his quotation anyway
            values = self._say_day(order.validity_date)
            if not order.validity_date or order.validity_date >= today:
                values.update(level="today", when=self._say_wait(order.write_date))
            cards.append(
                self._card(
                    order,
                    title=f"{order.name} {customer_sudo.name or ''}",
                    subtitle=order.opportunity_id.name or "",
                    amount=order.currency_id.format(order.amount_total),
                    phone=self._get_phone(customer_sudo),
                    acts=self._get_quotation_acts(order),
                    **values,
                )
            )
        return cards

    def _get_quotation_acts(self, order):
        if order.state == "draft":
            name, label, icon = "send", self.env._("Send"), "fa-paper-plane"
        else:
            name, label, icon = "log", self.env._("Log a Follow-up"), "fa-pencil"
        return [self._act(name, label, icon=icon, is_main=True)]

    # -- contracts -------------------------------------------------------------------

    def _get_contract_cards(self, contracts):
        states = dict(contracts._fields["state"]._description_selection(self.env))
        late = self._get_waiting_since()
        return [
            self._card(
                contract,
                title=contract.display_name,
                subtitle=" · ".join(
                    filter(None, [contract.partner_id.name, states[contract.state]])
                ),
                amount=contract.currency_id.format(contract.amount_total),
                phone=self._get_phone(contract.partner_id),
                level="late" if contract.create_date < late else "soon",
                when=self._say_wait(contract.create_date),
                acts=[self._act_open()],
            )
            for contract in contracts
        ]
