from odoo import api, fields, models
from odoo.fields import Domain


class CrmCustomerHandover(models.Model):
    """Who hands over his customers hands them over in WeCom, too."""

    _inherit = "crm.customer.handover"

    wecom_transfer_ids = fields.One2many("crm.wecom.transfer", "handover_id")
    wecom_transfer_count = fields.Integer(compute="_compute_wecom_transfer_count")

    @api.depends("wecom_transfer_ids")
    def _compute_wecom_transfer_count(self):
        counts = dict(
            self.env["crm.wecom.transfer"]._read_group(
                [("handover_id", "in", self.ids)], ["handover_id"], ["__count"]
            )
        )
        for handover in self:
            handover.wecom_transfer_count = counts.get(handover, 0)

    @api.model
    def _handover_sources(self):
        return [
            *super()._handover_sources(),
            self._handover_source(
                key="wecom",
                title=self.env._("Customers in WeCom"),
                icon="fa-weixin",
                rank=95,
                model="crm.wecom.follow",
                customer="contact_id.partner_id.commercial_partner_id",
                domain=Domain("ended_at", "=", False),
                note=self.env._(
                    "WeCom asks each customer; who does not refuse goes over in a day."
                ),
                move=self._give_in_wecom,
                is_work=False,
            ),
        ]

    def _give_in_wecom(self, follows, previous, user, _note):
        """Begin the transfers after the commit; WeCom says later what came of it."""
        mine = follows.filtered(
            lambda one: one.user_id == previous and not one.ended_at
        )
        # Transfers are written by code alone.
        transfers_sudo = self.env["crm.wecom.transfer"].sudo()
        begun = transfers_sudo._queue(mine.sudo(), user, self).contact_id
        return mine.filtered(lambda one: one.contact_id in begun)

    def action_view_wecom_transfers(self):
        """Open what became of the customers in WeCom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_wecom.crm_wecom_transfer_action"
        )
        action["domain"] = [("handover_id", "=", self.id)]
        action["context"] = {}
        return action
