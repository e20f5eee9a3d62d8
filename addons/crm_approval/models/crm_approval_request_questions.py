from odoo import models
from odoo.exceptions import UserError


class CrmApprovalRequest(models.Model):
    """Whoever decides may ask first; the step stays open meanwhile."""

    _inherit = "crm.approval.request"

    def ask(self, question, user_id=None, on_behalf_of=None, channel="web"):
        """Ask the requester (or another colleague) something before deciding.

        The step stays open, and its time limit runs on.

        :param int user_id: who is asked; the requester when left out
        :return: True
        :raises UserError: in a sentence, when this is not possible now
        """
        self._check_channel(channel)
        request_sudo, principal = self._begin(on_behalf_of)
        if not request_sudo.current_step_id.can_ask:
            raise UserError(request_sudo._not_foreseen_message())
        request_sudo._check_comment("ask", question)
        asked = request_sudo._check_asked(user_id)
        request_sudo.consulted_ids |= asked
        request_sudo.has_questions = True
        row = request_sudo._record(
            "ask",
            comment=question,
            principal=principal,
            channel=channel,
            target_user_id=asked.id,
        )
        request_sudo._sync_activities()
        request_sudo._tell(
            row,
            asked,
            self.env._(
                "%(user)s asks about “%(document)s”: %(question)s",
                user=self.env.user.name,
                document=self.name,
                question=question,
            ),
        )
        return True

    def answer(self, text, channel="web"):
        """Answer the questions that wait for the current user.

        :return: True
        :raises UserError: in a sentence, when there is none
        """
        self._check_channel(channel)
        request_sudo = self._lock_open()
        questions = request_sudo._open_questions(self.env.user)
        if not questions:
            raise UserError(
                self.env._(
                    "No question about “%(document)s” waits for you.",
                    document=self.name,
                )
            )
        request_sudo._check_comment("answer", text)
        row = request_sudo._record("answer", comment=text, channel=channel)
        request_sudo._sync_activities()
        request_sudo._tell(
            row,
            questions.user_id,
            self.env._(
                "%(user)s answers about “%(document)s”: %(answer)s",
                user=self.env.user.name,
                document=self.name,
                answer=text,
            ),
        )
        return True

    def _open_questions(self, user):
        """Return the questions to ``user`` that came after his last answer."""
        rows = self.decision_ids.filtered(
            lambda row: (
                (row.decision == "ask" and row.target_user_id == user)
                or (row.decision == "answer" and row.user_id == user)
            )
        )
        if self.state != "pending":
            return rows.browse()
        answers = rows.filtered(lambda row: row.decision == "answer")
        last = max(answers.ids, default=0)
        return rows.filtered(lambda row: row.id > last)

    def _check_asked(self, user_id):
        """Return the colleague to ask: the requester when nobody is named."""
        user = self.env["res.users"].browse(user_id or self.requester_id.id).exists()
        if not user.active or user.share or user == self.env.user:
            raise UserError(
                self.env._(
                    "%(user)s cannot be asked: choose another colleague.",
                    user=user.name or user_id,
                )
            )
        return user
