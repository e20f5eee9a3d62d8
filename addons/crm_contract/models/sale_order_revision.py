import re

from odoo import api, fields, models
from odoo.exceptions import UserError

REVISION_SUFFIX = re.compile(r"-R\d+$")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    revision_number = fields.Integer(
        string="Revision", default=1, readonly=True, copy=False
    )
    previous_revision_id = fields.Many2one(
        "sale.order", readonly=True, copy=False, index="btree_not_null"
    )
    next_revision_ids = fields.One2many("sale.order", "previous_revision_id")
    revision_ids = fields.Many2many(
        "sale.order", string="Earlier Revisions", compute="_compute_revision_ids"
    )

    _one_next_revision = models.UniqueIndex(
        "(previous_revision_id) WHERE previous_revision_id IS NOT NULL",
        "This quotation has been revised already.",
    )

    @api.depends("previous_revision_id")
    def _compute_revision_ids(self):
        for order in self:
            earlier = self.browse()
            step = order.previous_revision_id
            while step and step not in earlier:
                earlier |= step
                step = step.previous_revision_id
            order.revision_ids = earlier

    def action_create_revision(self):
        """Replace this quotation by its next revision; this one is cancelled.

        :return: the action that opens the new revision
        :raises UserError: unless it is the latest revision, draft or sent
        """
        self.ensure_one()
        self._check_revisable()
        # Number and predecessor are written by code alone.
        revision = self.sudo().copy(self._prepare_revision_vals()).sudo(self.env.su)
        # How its fee was reckoned is true of the revision, too.
        self.sudo().estimate_ids._copy_to(revision)
        # The old text stays as it was sent; only its state tells it is replaced.
        self.sudo().approval_request_id._withdraw(
            self.env._("Replaced by revision %(name)s.", name=revision.name)
        )
        self._action_cancel()
        self.message_post(
            body=self.env._("Replaced by revision %(name)s.", name=revision.name)
        )
        return revision.get_formview_action()

    def _check_revisable(self):
        self.check_access("write")
        if self.next_revision_ids:
            raise UserError(
                self.env._(
                    "%(order)s was replaced by %(next)s. Revise that one.",
                    order=self.name,
                    next=self.next_revision_ids.name,
                )
            )
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s cannot be revised any more: only drafts and sent "
                    "quotations can.",
                    order=self.name,
                )
            )

    def _prepare_revision_vals(self):
        number = self.revision_number + 1
        return {
            "name": f"{REVISION_SUFFIX.sub('', self.name)}-R{number}",
            "revision_number": number,
            "previous_revision_id": self.id,
            "opportunity_id": self.opportunity_id.id,
            "client_order_ref": self.client_order_ref,
            "user_id": self.user_id.id,
        }

    def action_view_revisions(self):
        """Open the earlier revisions."""
        self.ensure_one()
        domain = [("id", "in", self.revision_ids.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revisions"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": domain,
        }
