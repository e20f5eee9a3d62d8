from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import progress

DECISIONS = (progress.APPROVE, progress.REFUSE, progress.RETURN)
CHANNELS = ("web", "chat", "mail")
# What deciding reads of the steps: all of them in one query.
STEP_FIELDS = ("name", "rule", "is_added", "opened_at", "closed_at", "approver_ids")
STEP_FIELDS += ("request_id", "time_limit", "reminder_before", "due_at", "remind_at")
STEP_FIELDS += ("can_return", "can_ask", "can_add_signer")


class CrmApprovalRequest(models.Model):
    """What people do with a request; every way in writes the ledger."""

    _inherit = "crm.approval.request"

    def decide(
        self, decision, comment=None, on_behalf_of=None, channel="web", step_id=None
    ):
        """Decide the open step as the current user: the only way to decide.

        :param str decision: ``approve``, ``refuse`` or ``return`` (the latter two
            need a comment)
        :param int on_behalf_of: id of the user decided for: under a delegation, as a
            substitute, or after an escalation
        :param str channel: where it was decided: ``web``, ``chat`` or ``mail``
        :param int step_id: the earlier step to return to; the requester when left out
        :return: True
        :raises UserError: in a sentence, when this user cannot decide this now
        """
        self._check_decision(decision)
        self._check_channel(channel)
        request_sudo, principal = self._begin(on_behalf_of)
        needs_reason = request_sudo._document_sudo()._approval_needs_reason()
        if decision != progress.APPROVE or needs_reason:
            request_sudo._check_comment(decision, comment)
        if decision == progress.RETURN:
            step_id = request_sudo._check_return(step_id)
        request_sudo._record(
            decision,
            comment=comment,
            principal=principal,
            channel=channel,
            target_step_id=step_id if decision == progress.RETURN else None,
        )
        request_sudo._apply_progress()
        return True

    def add_signer(
        self, user_id, position="after", comment=None, on_behalf_of=None, channel="web"
    ):
        """Ask one more person to approve, before or after the open step.

        Adding decides nothing: the open step still waits for its own people.

        :param int user_id: the person added
        :param str position: ``before`` or ``after`` the open step
        :return: True
        :raises UserError: in a sentence, when this is not possible now
        """
        kinds = {"before": progress.ADD_BEFORE, "after": progress.ADD_AFTER}
        self._check_channel(channel)
        request_sudo, principal = self._begin(on_behalf_of)
        step_sudo = request_sudo.current_step_id
        if not step_sudo.can_add_signer or position not in kinds:
            raise UserError(request_sudo._not_foreseen_message())
        user = request_sudo._check_signer(user_id)
        added_sudo = step_sudo.create(request_sudo._prepare_added_step_vals(user))
        request_sudo.invalidate_recordset(["step_ids"])
        request_sudo.approver_ids |= user
        request_sudo._record(
            kinds[position],
            comment=comment,
            principal=principal,
            channel=channel,
            target_user_id=user.id,
            target_step_id=added_sudo.id,
        )
        request_sudo._apply_progress()
        return True

    def action_withdraw(self):
        """Take the own request back, as long as it is pending."""
        request_sudo = self._lock_open()
        if request_sudo.requester_id != self.env.user:
            raise UserError(
                self.env._(
                    "Only %(requester)s can withdraw the request for “%(document)s”.",
                    requester=request_sudo.requester_id.name,
                    document=request_sudo.name,
                )
            )
        request_sudo._withdraw()
        return True

    def _withdraw(self, comment=None):
        """Take back the open requests of ``self``."""
        for request in self.filtered(lambda each: each.state == progress.PENDING):
            request._record(progress.WITHDRAW, comment=comment)
            request._apply_progress()

    # -- the ledger -----------------------------------------------------------------

    def _record(self, decision, comment=None, principal=None, channel="web", **targets):
        """Write one row of the ledger at the open step, as the current user."""
        step = self.current_step_id
        now = fields.Datetime.now()
        hours = 0.0
        if step.opened_at:
            hours = self._company()._working_hours_between(step.opened_at, now)
        acts_for_other = principal and principal != self.env.user
        return self.env["crm.approval.decision"].create(
            {
                "request_id": self.id,
                "step_id": step.id,
                "user_id": self.env.uid,
                "on_behalf_of_id": principal.id if acts_for_other else False,
                "decision": decision,
                "comment": str(comment or "").strip() or False,
                "channel": channel,
                "content_hash": self.content_hash,
                "decided_at": now,
                "working_hours": hours,
                **targets,
            }
        )

    # -- may it be done -------------------------------------------------------------

    def _begin(self, on_behalf_of):
        """Lock the open request and find for whom the current user acts.

        :return: the request as superuser (people may not write requests, code does)
            and the person acted for
        :raises UserError: when the user may not act now, or the content has changed
        """
        request_sudo = self._lock_open()
        request_sudo.step_ids.fetch(STEP_FIELDS)
        document_sudo = request_sudo._document_sudo()
        principal = request_sudo._check_principal(document_sudo, on_behalf_of)
        request_sudo._check_content(document_sudo)
        return request_sudo, principal

    def _lock_open(self):
        """Lock the row, check that the request is open; return it as superuser.

        Of two people at the same moment the second waits here. PostgreSQL then tells
        him that the row has changed, Odoo runs his call again, and he reads what the
        first one did.

        :raises UserError: when it is closed already
        """
        self.ensure_one()
        request_sudo = self.sudo()
        request_sudo.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT FROM crm_approval_request WHERE id = %s FOR UPDATE", self.id),
            log_exceptions=False,  # being second is no error
        )
        request_sudo.invalidate_recordset()
        if self.env.user not in request_sudo.awaited_ids:
            # Whoever is awaited was found for it; all others must be able to read it.
            self.check_access("read")
        if request_sudo.state != progress.PENDING:
            raise UserError(request_sudo._closed_message())
        return request_sudo

    def _check_principal(self, document_sudo, on_behalf_of):
        """Return for whom the current user acts, or raise why he cannot."""
        user = self.env.user
        own = document_sudo._approval_own_users(self.requester_id)
        if user in own:
            raise UserError(
                self.env._(
                    "“%(document)s” does not wait for you: it is your own request, "
                    "somebody else has to decide it.",
                    document=self.name,
                )
            )
        if not on_behalf_of or on_behalf_of == user.id:
            if user in self.awaited_ids:
                return user
            raise UserError(self._not_awaited_message())
        principal = self._principals(user)[self].filtered(
            lambda person: person.id == on_behalf_of
        )
        if not principal:
            raise UserError(
                self.env._(
                    "No delegation lets you decide “%(document)s” for somebody else "
                    "now: it does not exist, does not cover this request, or is over.",
                    document=self.name,
                )
            )
        return principal

    def _check_content(self, document_sudo):
        """Raise when the document is not any more what was submitted.

        The error rolls back what is done here, so the request is voided right after,
        in a transaction of its own.
        """
        changes = self._content_changes(document_sudo)
        if not changes:
            return
        registry, uid, request_id = self.env.registry, self.env.uid, self.id

        def void():
            with registry.cursor() as cr:
                env = self.env(cr=cr, user=uid, su=True)
                env["crm.approval.request"].browse(request_id)._recheck()

        self.env.cr.postrollback.add(void)
        raise UserError(self._void_message(changes))

    def _check_decision(self, decision):
        """Raise when a caller uses a word that is no decision."""
        if decision not in DECISIONS:
            raise UserError(
                self.env._(
                    "“%(decision)s” is not a decision: use %(known)s.",
                    decision=decision,
                    known=", ".join(DECISIONS),
                )
            )

    def _check_channel(self, channel):
        """Raise when a caller names a channel that the ledger does not know."""
        if channel not in CHANNELS:
            raise UserError(
                self.env._(
                    "“%(channel)s” is not a channel: use %(channels)s.",
                    channel=channel,
                    channels=", ".join(CHANNELS),
                )
            )

    def _check_comment(self, decision, comment):
        """Raise when a word is owed and none is given."""
        if str(comment or "").strip():
            return
        sentences = {
            progress.APPROVE: self.env._(
                "“%(document)s” is approved with a reason only: say why.",
                document=self.name,
            ),
            progress.REFUSE: self.env._(
                "Say why you refuse “%(document)s”, so that it can be mended.",
                document=self.name,
            ),
            progress.RETURN: self.env._(
                "Say what has to be mended in “%(document)s” before you return it.",
                document=self.name,
            ),
        }
        empty = self.env._(
            "Write your question or answer about “%(document)s” first.",
            document=self.name,
        )
        raise UserError(sentences.get(decision, empty))

    def _check_return(self, step_id):
        """Return the id of the earlier step, or None for the requester."""
        if not self.current_step_id.can_return:
            raise UserError(self._not_foreseen_message())
        if not step_id:
            return None
        earlier = self._earlier_steps().filtered(lambda step: step.id == step_id)
        if not earlier:
            raise UserError(
                self.env._(
                    "“%(document)s” can only go back to a step that was decided "
                    "before.",
                    document=self.name,
                )
            )
        return earlier.id

    def _check_signer(self, user_id):
        """Return the person to add, or raise why they cannot be."""
        user = self.env["res.users"].browse(user_id).exists()
        document_sudo = self._document_sudo()
        if not document_sudo._approval_eligible(user, self.requester_id):
            raise UserError(
                self.env._(
                    "%(user)s cannot approve “%(document)s”: choose a colleague whose "
                    "own request it is not.",
                    user=user.name or user_id,
                    document=self.name,
                )
            )
        return user

    def _prepare_added_step_vals(self, user):
        step = self.current_step_id
        return {
            "request_id": self.id,
            "name": self.env._("Added by %(user)s", user=self.env.user.name),
            "sequence": step.sequence,
            "rule": progress.ANY,
            "approver_ids": [fields.Command.set(user.ids)],
            "is_added": True,
            "time_limit": step.time_limit,
            "reminder_before": step.reminder_before,
            "escalation": step.escalation,
            "escalation_user_ids": [fields.Command.set(step.escalation_user_ids.ids)],
            "can_return": step.can_return,
            "can_ask": step.can_ask,
        }
