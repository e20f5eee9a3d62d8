from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import progress

BATCH = 100
# The job comes every 15 minutes; syncing tasks twice does no harm.
LOOK_BACK = timedelta(hours=2)


class CrmApprovalRequest(models.Model):
    """What is late: reminders, escalation; and who leaves: hand-over."""

    _inherit = "crm.approval.request"

    # -- time limits ----------------------------------------------------------------

    @api.model
    def _cron_chase(self):
        """Tell who is asked, remind and escalate what is late, follow delegations.

        Each request is chased once a step, so the job may be killed and run again.
        """
        self.env["crm.approval.delegation"]._cron_sync()
        self.env["res.users"]._sync_absences(fields.Datetime.now() - LOOK_BACK)
        if not self._cron_tell():
            return
        now = fields.Datetime.now()
        pending = Domain("state", "=", progress.PENDING)
        late = (
            pending & Domain("due_at", "<=", now) & Domain("is_escalated", "=", False)
        )
        soon = (
            pending & Domain("remind_at", "<=", now) & Domain("is_reminded", "=", False)
        )
        for domain, method in ((late, "_escalate"), (soon, "_remind")):
            todo = self.search(domain)
            self.env["ir.cron"]._commit_progress(remaining=len(todo))
            for start in range(0, len(todo), BATCH):
                batch = todo[start : start + BATCH]
                for request in batch.try_lock_for_update().filtered_domain(domain):
                    getattr(request, method)()
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return

    def _remind(self):
        """Remind whoever can decide that the limit comes near."""
        self.is_reminded = True
        users = self.activity_ids.user_id
        told = self._for_readers(users)
        self._tell(
            self.decision_ids.browse(),
            users,
            told.env._(
                "“%(document)s” waits for your approval until %(moment)s.",
                document=self.name,
                moment=told._moment(self.due_at),
            ),
        )

    def _escalate(self):
        """Let those above decide in place of who is late, and tell them."""
        self.is_escalated = self.is_reminded = True
        deputies = self._deputies()
        rows = self.decision_ids.browse()
        for deputy in deputies:
            rows |= self._record(
                progress.ESCALATE, channel="system", target_user_id=deputy.id
            )
        self.approver_ids |= deputies
        self._apply_progress()
        users = self.activity_ids.user_id | deputies
        told = self._for_readers(users)
        self._tell(
            rows[-1:],
            users,
            told.env._(
                "“%(document)s” is late: step “%(step)s” waits for %(people)s since "
                "%(moment)s.",
                document=self.name,
                step=self.current_step_id.name,
                people=", ".join(self.awaited_ids.mapped("name")),
                moment=told._moment(self.opened_at),
            ),
        )

    def _deputies(self):
        """Return who is asked when the open step is late, as it foresees."""
        step, document_sudo = self.current_step_id, self._document_sudo()
        users = self.env["res.users"]
        if step.escalation == "manager":
            for late in self.awaited_ids:
                users |= late._approval_manager()
        elif step.escalation == "users":
            users = step.escalation_user_ids
        elif step.escalation == "administrator":
            users = document_sudo._approval_administrators(self.requester_id)
        eligible = document_sudo._approval_eligible(users, self.requester_id)
        return eligible - self.awaited_ids

    # -- leavers --------------------------------------------------------------------

    def _hand_over_leavers(self, leavers):
        """Give the open seats of people who leave to somebody who is still here."""
        requests = self.search(
            Domain("state", "=", progress.PENDING)
            & Domain("approver_ids", "in", leavers.ids)
        )
        for request in requests:
            for leaver in leavers & request._people_missing():
                request._hand_over(leaver, request._heir(leaver))

    def _people_missing(self):
        """Return everyone whose decision is still owed, later steps included."""
        missing = {user for step in self._replay().steps for user in step.missing}
        return self.env["res.users"].browse(sorted(missing))

    def _heir(self, leaver):
        """Return who takes a leaver's seat: substitute, managers, administrators."""
        document_sudo = self._document_sudo()
        candidates = [leaver.approval_substitute_id, *leaver._approval_managers()]
        for user in candidates:
            if document_sudo._approval_eligible(user, self.requester_id):
                return user
        administrators = document_sudo._approval_administrators(self.requester_id)
        return (administrators - leaver)[:1]

    def _hand_over(self, leaver, heir, comment=None, channel="system"):
        """Write that ``heir`` decides from now on what waited for ``leaver``."""
        if not heir:
            # Nobody may decide it: it stays visible as waiting, to be withdrawn.
            self.message_post(
                body=self.env._(
                    "%(leaver)s has left and nobody else may decide this. Withdraw it "
                    "and ask an administrator to mend the flow.",
                    leaver=leaver.name,
                )
            )
            return
        self.approver_ids |= heir
        row = self._record(
            progress.HAND_OVER,
            comment=comment,
            principal=leaver,
            channel=channel,
            target_user_id=heir.id,
        )
        self._apply_progress()
        self._tell(
            row,
            heir,
            self._for_readers(heir).env._(
                "%(leaver)s hands over to you: “%(document)s”.",
                leaver=leaver.name,
                document=self.name,
            ),
        )
