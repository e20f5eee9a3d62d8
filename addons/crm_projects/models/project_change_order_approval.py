from odoo import api, models
from odoo.exceptions import UserError


class ProjectChangeOrder(models.Model):
    """A change order is approved inside before it goes out, where a flow says so."""

    _name = "project.change.order"
    _inherit = ["project.change.order", "crm.approval.mixin"]

    @api.model
    def _approval_counted_fields(self):
        return super()._approval_counted_fields() | {
            "title",
            "description",
            "reason",
            "price",
            "tax_ids",
            "added_rounds",
            "deliverable_id",
            "version_id",
            "effort_ids",
            "effect_ids",
        }

    def _approval_content(self):
        self.ensure_one()
        return {
            **self._client_content(),
            "effort_ids": [
                {"role": effort.role_id.name, "hours": effort.hours}
                for effort in self.effort_ids.sorted("id")
            ],
        }

    def _approval_summary(self):
        self.ensure_one()
        label = self._fields
        effects = [
            self.env._(
                "%(phase)s: %(days)s working days",
                phase=effect.milestone_id.name,
                days=effect.days,
            )
            for effect in self.effect_ids
        ]
        rows = [
            (label["partner_id"], self.partner_id.name),
            (label["project_id"], self.project_id.name),
            (label["deliverable_id"], self.deliverable_id.name),
            (label["description"], self.description),
            (label["reason"], self.reason),
            (label["price"], self.currency_id.format(self.price)),
            (label["amount_total"], self.currency_id.format(self.amount_total)),
            (label["effect_ids"], "; ".join(effects)),
        ]
        return [
            {"label": field._description_string(self.env), "value": value}
            for field, value in rows
            if value
        ]

    def _approval_amount(self):
        return self.currency_id._convert(
            self.amount_total, self.company_id.currency_id, self.company_id
        )

    def _approval_interested_users(self):
        # Whose contract it is earns by it.
        return super()._approval_interested_users() | self.contract_id.user_id

    def _approval_recheck(self):
        # What went out is fixed: its approval is history.
        drafts = self.filtered(lambda order: order.state == "draft")
        return super(ProjectChangeOrder, drafts)._approval_recheck()

    def _approval_submit(self, chosen=None):
        self._check_draft()
        self._check_may_price()
        self._check_complete()
        return super()._approval_submit(chosen)

    def _gate_message(self):
        """Return why it may not go to the client, or False."""
        if not self.env["crm.approval.flow"]._for_document(self):
            return False
        if self._approval_is_valid():
            return False
        return self._approval_pending_message() or self.env._(
            "%(order)s needs an approval before it goes to the client. Use “Request "
            "Approval”.",
            order=self.display_name,
        )

    def _check_gate(self):
        if message := self._gate_message():
            raise UserError(message)
