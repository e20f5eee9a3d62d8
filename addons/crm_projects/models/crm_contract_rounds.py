from odoo import api, fields, models

from odoo.addons.crm_contract.models.crm_contract_supplement import (
    SUPPLEMENTABLE_STATES,
)


class CrmContract(models.Model):
    """How many rounds a deliverable may go through before a change is paid for."""

    _inherit = "crm.contract"

    included_rounds = fields.Integer(
        string="Rounds Included",
        help="So many versions of each deliverable are shown to the client and revised "
        "at the agreed fee; what he wants changed in a later one is a change order. 0: "
        "as many as he likes. The contract's text must say so; it has a merge field "
        "for the rounds.",
    )
    change_order_ids = fields.One2many("project.change.order", "contract_id")

    _rounds_positive = models.Constraint(
        "CHECK(included_rounds IS NULL OR included_rounds >= 0)",
        "The rounds included cannot be negative.",
    )

    @api.model
    def default_get(self, fields_list):
        # No default of the field: contracts that were signed before have no limit.
        values = super().default_get(fields_list)
        if "included_rounds" in fields_list:
            values.setdefault("included_rounds", self.env.company.included_rounds)
        return values

    def _check_writable(self, vals_list):
        result = super()._check_writable(vals_list)
        name = "included_rounds"
        if any(name in vals for vals in vals_list):
            # It is agreed with the client like every word of the text.
            self._check_open_for_changes(self._field_labels([name]))
        return result

    @api.model
    def _approval_counted_fields(self):
        return super()._approval_counted_fields() | {"included_rounds"}

    def _approval_content(self):
        content = super()._approval_content()
        if rounds := self.included_rounds:
            content["included_rounds"] = rounds
        return content

    @api.model
    def _get_merge_fields(self):
        label = self.env._("Rounds of each deliverable that are included")
        return {**super()._get_merge_fields(), "included_rounds": label}

    def _get_merge_values(self):
        rounds = str(self.included_rounds or "")
        return {**super()._get_merge_values(), "included_rounds": rounds}

    # -- change orders ---------------------------------------------------------------

    def _on_supplement_signed(self, supplement):
        result = super()._on_supplement_signed(supplement)
        orders = self.change_order_ids
        orders.filtered(
            lambda order: order.supplement_id == supplement
        )._come_into_force()
        return result

    def _on_state_changed(self, change):
        result = super()._on_state_changed(change)
        if self.parent_id and change.action == "terminate":
            orders = self.parent_id.change_order_ids
            orders.filtered(
                lambda order: order.supplement_id == self
            )._fall_with_supplement()
        return result

    def _change_obstacle(self):
        """Return why accepted changes cannot come into a supplement now, or False."""
        self.ensure_one()
        if self.state not in SUPPLEMENTABLE_STATES:
            return self.env._(
                "%(contract)s cannot be supplemented now. When it goes on, use “Draw "
                "Up the Supplement” of the change order.",
                contract=self.display_name,
            )
        wizard = self.env["crm.contract.supplement"].new({"contract_id": self.id})
        if not wizard.product_id:
            return self.env._(
                "There is no service for changes: make a product that is sold, e.g. "
                "“Design Change”, and use “Draw Up the Supplement” of the change order."
            )
        return False

    def _open_change_supplement(self):
        """Return the draft that earlier changes made and that takes more, or none."""
        self.ensure_one()
        drafts = self.supplement_ids.filtered(lambda one: one.state == "draft")
        made = self.change_order_ids.supplement_id & drafts
        return made.filtered(lambda one: one._takes_changes()).sorted("id")[-1:]

    def _takes_changes(self):
        """Whether neither approver nor client has seen this draft yet."""
        orders = self.order_ids
        states = ("none", "returned", "refused")
        return (
            self.approval_state in states
            and not self.document_ids
            and all(
                order.state == "draft" and order.approval_state in states
                for order in orders
            )
        )

    def _get_supplement_action(self, supplement):
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.contract",
            "res_id": supplement.id,
            "views": [(False, "form")],
        }
