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
    first_revision_id = fields.Many2one(
        "sale.order",
        compute="_compute_first_revision_id",
        store=True,
        recursive=True,
        copy=False,
        index="btree_not_null",
        help="What all revisions of one quotation have in common; empty: this is it.",
    )
    revision_ids = fields.Many2many(
        "sale.order", string="Earlier Revisions", compute="_compute_revision_ids"
    )

    _one_next_revision = models.UniqueIndex(
        "(previous_revision_id) WHERE previous_revision_id IS NOT NULL",
        "This quotation has been revised already.",
    )

    @api.depends("previous_revision_id", "previous_revision_id.first_revision_id")
    def _compute_first_revision_id(self):
        for order in self:
            previous = order.previous_revision_id
            order.first_revision_id = previous.first_revision_id or previous

    @api.depends("previous_revision_id", "first_revision_id", "revision_number")
    def _compute_revision_ids(self):
        family = self._get_revisions()
        for order in self:
            first = order.first_revision_id
            order.revision_ids = family.filtered(
                lambda one, order=order, first=first: (
                    first
                    and (one == first or one.first_revision_id == first)
                    and one.revision_number < order.revision_number
                )
            )

    def _get_revisions(self):
        """Return all revisions of these quotations that the user may read, in order."""
        first = self.first_revision_id | self.filtered(
            lambda order: not order.first_revision_id
        )
        domain = ["|", ("id", "in", first.ids), ("first_revision_id", "in", first.ids)]
        return self.search(domain, order="revision_number, id")

    def action_create_revision(self):
        """Replace this quotation by its next revision; this one is cancelled.

        :return: the action that opens the new revision
        :raises UserError: unless it is the latest revision, draft or sent
        """
        self.ensure_one()
        self.check_access("write")
        # Two people may press the button at once: the second is told of the first.
        self.lock_for_update()
        self.invalidate_recordset(["state", "next_revision_ids"])
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
        revision._follow_quietly(self)
        return revision.get_formview_action()

    def _follow_quietly(self, replaced):
        """Let the colleagues who follow ``replaced`` follow this, without a message.

        The customer follows once it is sent to him, as any quotation.
        """
        # Who revises need not be able to read each follower's user.
        partners_sudo = replaced.sudo().message_partner_ids
        colleagues_sudo = partners_sudo.filtered(
            lambda partner: any(not user.share for user in partner.user_ids)
        )
        self.message_subscribe(colleagues_sudo.ids)
        link = replaced._get_html_link()
        self.message_post(body=self.env._("Replaces %(order)s.", order=link))

    def _check_revisable(self):
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
            # Of a supplement or a renewal, which has its quotation from the start.
            "contract_id": self.contract_id.id,
        }

    def action_view_revisions(self):
        """Open the revisions of this quotation."""
        self.ensure_one()
        domain = [("id", "in", self._get_revisions().ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revisions"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": domain,
        }

    def action_compare_revisions(self):
        """Show what changed between two revisions: first, the last two."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Revisions"),
            "res_model": "sale.order.compare",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _get_newest_revision(self):
        """Return the last revision of this quotation, itself if there is no later.

        As superuser: who reads an old revision need not be able to read the new one.
        """
        self.ensure_one()
        return self.sudo()._get_revisions()[-1:]
