from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html


class ProjectChangeOrder(models.Model):
    """What the client accepted comes into a supplement to the contract.

    One supplement is out at a time, so accepted changes are gathered: they come into
    the draft that earlier ones made, as long as its quotation is neither confirmed
    nor with an approver, and make a new draft otherwise.
    """

    _inherit = "project.change.order"

    supplement_id = fields.Many2one(
        "crm.contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The supplement to the contract that this change came into.",
    )
    order_line_id = fields.Many2one(
        "sale.order.line",
        string="Line of the Quotation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_draw_up_supplement(self):
        """Bring all accepted changes of the contract into a supplement, a draft.

        :return: the action that opens it
        """
        self.ensure_one()
        # Who sells need not be able to write what designers worked out.
        contract_sudo = self.sudo().contract_id
        contract_sudo.with_user(self.env.user).check_access("write")
        if obstacle := contract_sudo._change_obstacle():
            raise UserError(obstacle)
        contract_sudo.change_order_ids._gather()
        if not self.supplement_id:
            raise UserError(
                self.env._(
                    "%(order)s is not accepted by the client yet.",
                    order=self.display_name,
                )
            )
        return contract_sudo._get_supplement_action(self.sudo().supplement_id)

    def action_view_supplement(self):
        """Open the supplement that this change came into."""
        self.ensure_one()
        return self.contract_id._get_supplement_action(self.supplement_id)

    def _gather(self):
        """Bring those that are in no supplement into one; ``self`` is superuser.

        Of one contract; nothing happens while the contract cannot be supplemented.
        """
        for contract, orders in self.grouped("contract_id").items():
            contract._lock_states()
            waiting = orders.filtered(
                lambda order: (
                    order.state == "accepted"
                    and order.supplement_id.state in (False, "terminated")
                )
            ).sorted("id")
            if not waiting:
                continue
            if obstacle := contract._change_obstacle():
                # The client's answer counts all the same.
                waiting._post_each(obstacle)
                continue
            waiting._check_intact()
            waiting._bring_into(contract._open_change_supplement())

    def _post_each(self, sentence):
        for order in self:
            order.message_post(body=sentence)

    def _bring_into(self, supplement):
        """Add these to ``supplement``, or to a new one where it is empty."""
        wizards = self.env["crm.contract.supplement"]
        wizard = wizards.create(
            {"contract_id": self.contract_id.id, "change": self[0].title}
        )
        note = self._say_for_contract()
        if supplement:
            supplement.note = (supplement.note or Markup()) + note
        else:
            supplement = self.contract_id._add_supplement(
                {
                    "title": wizard.title,
                    "note": note,
                    "date_start": self.company_id._get_work_day(),
                }
            )
        self._write_flow({"supplement_id": supplement.id})
        priced = self.filtered(lambda order: not order.currency_id.is_zero(order.price))
        if priced:
            priced._quote(supplement, wizard, note)
        link = supplement._get_html_link()
        self._post_each(self.env._("Comes into the contract by %s", link))

    def _quote(self, supplement, wizard, note):
        """Put these on the quotation behind ``supplement``; make it where needed."""
        order = supplement._open_orders()[:1]
        if not order:
            vals = {**wizard._prepare_order_vals(note), "order_line": []}
            order = self.env["sale.order"].create(vals)
            order.contract_id = supplement
        else:
            order.note = (order.note or Markup()) + note
        product = wizard.product_id
        lines = self.env["sale.order.line"].create(
            [
                {"order_id": order.id, **change._prepare_line_vals(product)}
                for change in self
            ]
        )
        for change, line in zip(self, lines, strict=True):
            change._write_flow({"order_line_id": line.id})

    def _prepare_line_vals(self, product):
        return {
            "product_id": product.id,
            "name": f"{product.display_name}\n{self.display_name}",
            "product_uom_qty": 1,
            "price_unit": self.price,
            "tax_ids": [Command.set(self.tax_ids.ids)],
        }

    def _say_for_contract(self):
        """Return what these change, as terms of the supplement."""
        blocks = Markup()
        for order in self:
            lines = [
                self.env._("%(order)s:", order=order.display_name),
                order.description,
                *(
                    self.env._(
                        "Phase %(phase)s becomes longer by %(days)s working days.",
                        phase=effect.milestone_id.name,
                        days=effect.days,
                    )
                    for effect in order.effect_ids
                ),
            ]
            blocks += plaintext2html("\n".join(lines))
        return blocks

    def _is_approved_inside(self):
        """Whether its price was approved before the client saw it."""
        self.ensure_one()
        return self.state == "accepted" and self.approval_state == "approved"
