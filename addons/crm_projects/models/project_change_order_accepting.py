from odoo import models
from odoo.exceptions import UserError

MAX_REASON = 4000


class ProjectChangeOrder(models.Model):
    """The client's answer: accepted once and for good, or refused with a reason."""

    _name = "project.change.order"
    _inherit = ["project.change.order", "project.acceptance.mixin"]

    def _accept(self, shown_sha256, name, signature, client):
        """Record the client's signature in the portal; ``self`` is superuser.

        A second click of the same signer changes nothing.

        :param str shown_sha256: the hash of what the signer was shown
        :param str name: the signer's name as typed
        :param signature: the drawn signature, a base64 image
        :param dict client: ``ip`` and ``partner`` of the request
        :raise UserError: answered or taken back, other content, no name or signature
        """
        self.ensure_one()
        self._lock_row()
        if self._is_binding() and self.signed_by == (name or "").strip():
            return
        self._check_answerable()
        if self.sent_sha256 != shown_sha256:
            raise UserError(
                self.env._(
                    "%(order)s was changed since you opened this page. Reload it, read "
                    "it again and sign that.",
                    order=self.name,
                )
            )
        self._finish_acceptance(self._portal_acceptance(name, signature, **client))

    def _sign_on_paper(self, name, date, scan):
        """Record that the client accepted on paper.

        :param str name: who signed
        :param date date: when, as the paper says
        :param tuple scan: name and bytes of the scanned document
        :raise AccessError: for anybody but lead, project administrators and sales
        :raise UserError: what is wrong with name, date or scan
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_row()
        self._check_answerable()
        self._finish_acceptance(self._paper_acceptance(name, date, scan, self.sent_at))

    def _check_may_record(self):
        # Sales takes the contract's papers; the others as for a version.
        if self.sudo().contract_id.user_id == self.env.user:
            return None
        if self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            return None
        return super()._check_may_record()

    def _check_answerable(self):
        if self._is_binding():
            raise UserError(
                self.env._(
                    "%(order)s was accepted by %(name)s already.",
                    order=self.name,
                    name=self.signed_by,
                )
            )
        if self.state != "sent":
            raise UserError(
                self.env._(
                    "%(order)s is not open for an answer any more. Reload the page.",
                    order=self.name,
                )
            )
        # Its lines are rows of their own, which no trigger guards.
        if self._content_sha256() != self.sent_sha256:
            raise UserError(
                self.env._(
                    "%(order)s is not what was sent any more. It has to be sent anew.",
                    order=self.name,
                )
            )

    def _finish_acceptance(self, values):
        """Write the acceptance, and do what follows from it."""
        self._write_flow(
            {**values, "state": "accepted", "signed_sha256": self.sent_sha256}
        )
        self.message_post(body=self._acceptance_sentence())
        self._emit("accepted", self.env._("%(order)s accepted by the client"))
        # Whoever records it need not have the right to make quotations.
        self.sudo()._gather()

    def _acceptance_sentence(self):
        """Return in a sentence how it was accepted."""
        self.ensure_one()
        if self.sign_method == "paper":
            return self.env._(
                "Accepted by %(name)s on paper; the scan was recorded by %(user)s",
                name=self.signed_by,
                user=self.sudo().recorded_by_id.name,
            )
        return self.env._(
            "Accepted by %(name)s (IP %(ip)s)",
            name=self.signed_by,
            ip=self.signed_ip or "-",
        )

    def _refuse_as_client(self, reason):
        """Record that the client does not want it; ``self`` is superuser."""
        self.ensure_one()
        self._lock_row()
        if self.state == "refused":
            return
        self._check_answerable()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write why, so that we can make it fit."))
        self.refusal_reason = reason[:MAX_REASON]
        self.action_refuse()

    def _check_intact(self):
        """Raise when what was accepted is not what is stored any more."""
        for order in self:
            if order._content_sha256() != order.signed_sha256:
                raise UserError(
                    self.env._(
                        "%(order)s is not what the client accepted: its content was "
                        "changed behind our back. Make a new change order.",
                        order=order.display_name,
                    )
                )

    def _is_evidence(self, file):
        """Whether a file of this record is fixed with it."""
        self.ensure_one()
        is_own = file.res_field or file == self.scan_attachment_id
        return self._is_binding() and bool(is_own)
