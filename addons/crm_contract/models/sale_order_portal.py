from odoo import models


class SaleOrder(models.Model):
    """What the client hears of revisions; called with the rights of his link."""

    _inherit = "sale.order"

    def _has_to_be_signed(self):
        """A replaced quotation is signed by nobody, whatever its state."""
        return super()._has_to_be_signed() and not self.sudo().next_revision_ids

    def _has_to_be_paid(self):
        """A replaced quotation is paid by nobody, whatever its state."""
        return super()._has_to_be_paid() and not self.sudo().next_revision_ids

    def _get_client_revision(self):
        """Return the revision that holds now, if this one's client may see it.

        Not before it was sent to him, and never when it went to another customer.
        """
        self.ensure_one()
        newest_sudo = self._get_newest_revision()
        is_for_client = (
            newest_sudo.id != self.id
            and newest_sudo.state in ("sent", "sale")
            and newest_sudo.partner_id.commercial_partner_id
            == self.partner_id.commercial_partner_id
        )
        return newest_sudo if is_for_client else newest_sudo.browse()

    def _get_client_message(self):
        """Return what the client of a replaced quotation is told, or False."""
        self.ensure_one()
        # Clients read no other quotation than theirs; only its state is used.
        newest_sudo = self._get_newest_revision()
        if newest_sudo.id == self.id:
            return False
        if newer_sudo := self._get_client_revision():
            return self.env._(
                "%(order)s was replaced by %(newer)s. Please open the new version.",
                order=self.name,
                newer=newer_sudo.name,
            )
        if newest_sudo.state == "draft":
            return self.env._(
                "%(order)s does not hold any more: a new version is being prepared. "
                "You will receive it when it is ready.",
                order=self.name,
            )
        return self.env._(
            "%(order)s was replaced and does not hold any more. Please ask your "
            "contact for the current version.",
            order=self.name,
        )

    def _get_client_arrival(self, replaces):
        """Return what is told who came here by the link of an earlier revision.

        :param replaces: the id of that revision, as the address bar has it
        """
        self.ensure_one()
        earlier_sudo = self.sudo()._get_revisions()
        earlier_sudo = earlier_sudo.filtered(lambda one: str(one.id) == replaces)
        if not earlier_sudo or earlier_sudo.id == self.id:
            return False
        return self.env._(
            "Your link was to %(order)s. This is the version that holds now.",
            order=earlier_sudo.name,
        )
