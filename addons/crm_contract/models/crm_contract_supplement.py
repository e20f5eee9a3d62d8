from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_contract import COUNTED_STATES, SIGNED_STATES

# A supplement is added, and signed, while work goes on.
SUPPLEMENTABLE_STATES = ("signed", "running")


class CrmContract(models.Model):
    """Supplements (补充协议): what is agreed later, beside the signed contract.

    A supplement is a contract of its own with a parent: own text, quotation,
    approval and signature. The contract itself never changes; what holds now is its
    amount and that of its supplements in force.
    """

    _inherit = "crm.contract"

    parent_id = fields.Many2one(
        "crm.contract",
        string="Supplement to",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    supplement_ids = fields.One2many("crm.contract", "parent_id", string="Supplements")
    supplement_number = fields.Integer(readonly=True, copy=False)
    last_supplement_number = fields.Integer(readonly=True, copy=False)
    amount_supplements = fields.Monetary(
        string="Signed Supplements",
        compute="_compute_amount_with_supplements",
        store=True,
        help="What the signed supplements add or take away.",
    )
    amount_with_supplements = fields.Monetary(
        string="Total with Supplements",
        compute="_compute_amount_with_supplements",
        store=True,
        help="The contract's own total and that of its signed supplements. Terminated "
        "supplements do not count.",
    )

    has_open_orders = fields.Boolean(compute="_compute_has_open_orders")

    _supplement_number_unique = models.UniqueIndex(
        "(parent_id, supplement_number) WHERE parent_id IS NOT NULL",
        "This contract has a supplement of this number already.",
    )

    @api.depends("amount_total", "supplement_ids.amount_total", "supplement_ids.state")
    def _compute_amount_with_supplements(self):
        for contract in self:
            counted = contract._counted_supplements()
            contract.amount_supplements = sum(counted.mapped("amount_total"))
            contract.amount_with_supplements = (
                contract.amount_total + contract.amount_supplements
            )

    @api.depends("order_ids.state")
    def _compute_has_open_orders(self):
        for contract in self:
            contract.has_open_orders = bool(contract._open_orders())

    def _counted_supplements(self):
        """Return the supplements whose amounts count."""
        return self.supplement_ids.filtered(
            lambda supplement: supplement.state in COUNTED_STATES
        )

    def _get_whole(self):
        """Return the contract this one belongs to: its parent, or itself."""
        return self.parent_id or self

    @api.constrains("parent_id", "partner_id", "company_id", "currency_id")
    def _check_supplement_of_same_deal(self):
        for supplement in self.filtered("parent_id"):
            parent = supplement.parent_id
            customers = supplement.partner_id | parent.partner_id
            same = (
                not parent.parent_id
                and len(customers.commercial_partner_id) == 1
                and supplement.company_id == parent.company_id
                and supplement.currency_id == parent.currency_id
            )
            if not same:
                raise ValidationError(
                    self.env._(
                        "%(supplement)s supplements %(contract)s, so it has the same "
                        "customer, company and currency.",
                        supplement=supplement.display_name,
                        contract=parent.display_name,
                    )
                )

    def _next_number(self, vals):
        parent = self.browse(vals.get("parent_id"))
        if not parent:
            return super()._next_number(vals)
        return f"{parent.name}-S{vals['supplement_number']}"

    # -- making one ------------------------------------------------------------------

    def action_add_supplement(self):
        """Ask what the supplement changes."""
        self.ensure_one()
        self.check_access("write")
        self._check_supplementable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a Supplement"),
            "res_model": "crm.contract.supplement",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    def action_view_supplements(self):
        """Open the supplements of this contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract.crm_contract_action"
        )
        domain = [("parent_id", "=", self.id)]
        return dict(action, name=self.env._("Supplements"), domain=domain)

    def action_view_parent(self):
        """Open the contract that this one supplements."""
        self.ensure_one()
        return self.parent_id.get_formview_action()

    def _check_supplementable(self):
        """Raise unless a supplement can be added, or signed, now."""
        if self.parent_id:
            raise UserError(
                self.env._(
                    "%(supplement)s is a supplement itself. Add the next one to "
                    "%(contract)s.",
                    supplement=self.display_name,
                    contract=self.sudo().parent_id.display_name,
                )
            )
        if self.state not in SUPPLEMENTABLE_STATES:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(contract)s is in state “%(state)s”: only signed and running "
                    "contracts are supplemented. Change a draft itself; resume what "
                    "is suspended first.",
                    contract=self.display_name,
                    state=labels[self.state],
                )
            )

    def _add_supplement(self, values):
        """Make the next supplement of this contract, a draft.

        :param dict values: title, note and end of the supplement
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_states()
        self._check_supplementable()
        # Number and parent are written by code alone. The counter makes a second
        # one of the same moment wait, fail and be made again with the next number.
        contract_sudo = self.sudo()
        contract_sudo.last_supplement_number += 1
        supplement_sudo = contract_sudo.create(
            {**contract_sudo._prepare_supplement_vals(), **values}
        )
        link = supplement_sudo._get_html_link()
        self.message_post(body=self.env._("Supplement drawn up: %s", link))
        return supplement_sudo.sudo(self.env.su)

    def _prepare_supplement_vals(self):
        return {
            "parent_id": self.id,
            "supplement_number": self.last_supplement_number,
            "partner_id": self.partner_id.id,
            "signer_id": self.signer_id.id,
            "lead_id": self.lead_id.id,
            "registration_id": self.registration_id.id,
            "design_type_id": self.design_type_id.id,
            "site_address": self.site_address,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
        }

    def action_confirm_orders(self):
        """Confirm the open quotation behind this draft, or ask for its approval."""
        self.ensure_one()
        self.check_access("write")
        orders = self._open_orders()
        if not orders:
            raise UserError(
                self.env._(
                    "%(contract)s has no open quotation.", contract=self.display_name
                )
            )
        flows, order = self.env["crm.approval.flow"], orders[0]
        needs_request = (
            flows._for_document(order)
            and order._gate_message()
            and not order._approval_is_valid()
            and order.approval_state != "pending"
        )
        if needs_request:
            return order.action_request_approval()
        return order.action_confirm()

    def _open_orders(self):
        """Return the quotations that are not confirmed yet."""
        return self.order_ids.filtered(lambda order: order.state in ("draft", "sent"))

    # -- on its way ------------------------------------------------------------------

    def _check_backed(self):
        """A supplement may leave the amount as it is; all else has to be confirmed."""
        if not self.parent_id:
            return super()._check_backed()
        if waiting := self._open_orders():
            raise UserError(
                self.env._(
                    "%(order)s, the quotation of %(contract)s, is not confirmed yet. "
                    "Use “Confirm Quotation” first.",
                    order=waiting[0].name,
                    contract=self.display_name,
                )
            )
        self._contract_orders()._check_gate()
        self._check_supplement_fits()
        return None

    def _check_supplement_fits(self):
        """Raise when this supplement cannot come to its contract now."""
        # Who may sell need not be able to read what colleagues made of the contract.
        parent_sudo = self.sudo().parent_id
        parent_sudo._check_supplementable()
        out = parent_sudo.supplement_ids.filtered(
            lambda one: one.state in ("approval", "sent") and one.id != self.id
        )
        if out:
            raise UserError(
                self.env._(
                    "%(other)s is out for approval or signature, and its text says the "
                    "total too. Let it be signed or take it back before %(supplement)s "
                    "goes out.",
                    other=out[0].display_name,
                    supplement=self.display_name,
                )
            )
        parent_sudo._check_total_covers_invoices(self, self.amount_total)

    def _check_total_covers_invoices(self, supplement, change):
        """Raise when ``change`` takes the total below what is invoiced already.

        :param supplement: why it changes, for people
        :param float change: what is added to the total with supplements
        """
        currency = self.currency_id
        total = self.amount_with_supplements + change
        invoiced = self._get_invoiced_amount()
        if currency.compare_amounts(change, 0) >= 0:
            return
        if currency.compare_amounts(total, max(invoiced, 0)) >= 0:
            return
        raise UserError(
            self.env._(
                "%(supplement)s: the total of %(contract)s would fall from %(before)s "
                "to %(after)s, but %(invoiced)s are invoiced already. Credit invoices "
                "of at least %(missing)s first, or change the amount.",
                supplement=supplement.display_name,
                contract=self.display_name,
                before=currency.format(self.amount_with_supplements),
                after=currency.format(total),
                invoiced=currency.format(invoiced),
                missing=currency.format(max(invoiced, 0) - total),
            )
        )

    def _get_invoiced_amount(self):
        """Hook: what is invoiced of this contract and its supplements in force.

        ``self`` is one contract as superuser; in its currency, credit notes taken off.
        """
        self.ensure_one()
        family = self | self._counted_supplements()
        return sum(family._contract_orders().mapped("amount_invoiced"))

    def _check_state_change(self, action):
        result = super()._check_state_change(action)
        if action == "terminate" and self.state in COUNTED_STATES and self.parent_id:
            self.parent_id._lock_states()
            self.parent_id._check_no_supplement_out(self)
            self.parent_id._check_total_covers_invoices(self, -self.amount_total)
        return result

    def _check_no_supplement_out(self, supplement):
        """Raise when a text that says the total is out with approvers or client."""
        out = self.supplement_ids.filtered(
            lambda one: one.state in ("approval", "sent")
        )
        if out:
            raise UserError(
                self.env._(
                    "%(supplement)s cannot be terminated now: %(other)s is out for "
                    "approval or signature, and its text says the total. Take it back "
                    "to draft first.",
                    supplement=supplement.display_name,
                    other=out[0].display_name,
                )
            )

    # -- signed ----------------------------------------------------------------------

    def _complete_signature(self, date):
        if self.parent_id:
            # Two reductions of the same moment: the second sees what the first left.
            self.sudo().parent_id._lock_states()
            self._check_supplement_fits()
        return super()._complete_signature(date)

    def _on_supplement_signed(self, supplement):
        """Hook: ``supplement`` of this contract was just signed; ``self`` is superuser.

        The supplement takes the contract's state. Overrides call super().
        """
        self.ensure_one()
        if self.state != supplement.state:
            supplement._move_to(self.state, "start", False)
        self.message_post(
            body=self.env._(
                "Supplement %(name)s signed: %(change)s. The total with supplements is "
                "%(total)s now.",
                name=supplement.name,
                change=self._say_change(supplement.amount_total),
                total=self.currency_id.format(self.amount_with_supplements),
            )
        )

    def _say_change(self, amount):
        """Return an amount with its sign, for people."""
        sign = "+" if self.currency_id.compare_amounts(amount, 0) > 0 else ""
        return sign + self.currency_id.format(amount)

    def _portal_supplements(self):
        """Return the supplements that the client has seen; superuser here."""
        return self.supplement_ids.filtered(
            lambda one: one.state in ("sent", *SIGNED_STATES) and one.document_ids
        ).sorted("supplement_number")

    # -- elsewhere -------------------------------------------------------------------

    def _conflict_values(self):
        # Its contract claims site and customer already.
        return {} if self.parent_id else super()._conflict_values()
