from odoo.fields import Command

from .common import ContractCase


class SupplementCase(ContractCase):
    """A signed contract of 60,000 and what is added to it."""

    @classmethod
    def _draw_up(cls, contract, amount=0.0, user=None, **values):
        """Return a supplement as the dialog makes it."""
        wizard = (
            cls.env["crm.contract.supplement"]
            .with_user(user or cls.rep)
            .create({"contract_id": contract.id, "change": "The lobby", **values})
        )
        wizard.amount = amount
        action = wizard.action_create_supplement()
        return cls.env["crm.contract"].with_user(cls.rep).browse(action["res_id"])

    @classmethod
    def _confirm(cls, supplement):
        """Let the manager approve the quotation, and confirm it."""
        if supplement.has_open_orders:
            supplement.action_confirm_orders()
            supplement.order_ids.with_user(cls.manager).action_approve()
            supplement.action_confirm_orders()
        return supplement

    @classmethod
    def _approve_text(cls, supplement):
        supplement.action_request_approval()
        supplement.with_user(cls.manager).action_approve()
        return supplement

    @classmethod
    def _new_supplement(cls, contract, amount):
        """Return a signed supplement."""
        supplement = cls._confirm(cls._draw_up(contract, amount))
        if not supplement.is_standard:
            cls._approve_text(supplement)
        supplement.action_sign()
        return supplement

    @classmethod
    def _new_priced_order(cls, price):
        """Return an approved quotation over one line of ``price``."""
        line = {"product_id": cls.fee.id, "product_uom_qty": 1, "price_unit": price}
        order = cls._new_order(
            order_line=[Command.create({**line, "tax_ids": []})],
        )
        return cls._approve(order)
