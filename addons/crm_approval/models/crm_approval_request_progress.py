from odoo import fields, models

from ..tools import content as content_rules
from ..tools import progress


class CrmApprovalRequest(models.Model):
    """The state of a request: what its ledger replays to, and what follows."""

    _inherit = "crm.approval.request"

    def _replay(self):
        """Return the progress that the ledger replays to."""
        self.ensure_one()
        return progress.replay(self.step_ids._as_rule(), self.decision_ids._as_rule())

    def _apply_progress(self):
        """Replay the ledger, then open the next step or close the request."""
        self.ensure_one()
        # Cached one2many values may predate the row just written.
        self.invalidate_recordset(["decision_ids", "step_ids"])
        result = self._replay()
        self._keep_time(result)
        state = self.state
        if result.state == progress.PENDING:
            self._open_step(result)
            return
        self._close(result.state)
        if state != result.state:
            self._document_sudo()._approval_closed(self)
        if result.state == "returned":
            self._tell_returned()

    def _tell_returned(self):
        row = self.decision_ids[-1:]
        self._tell(
            row,
            self.requester_id,
            self.env._(
                "“%(document)s” comes back to be mended: %(reason)s",
                document=self.name,
                reason=row.comment,
            ),
        )

    def _open_step(self, result):
        deputies = {
            deputy
            for step in result.steps
            if step.key == result.step
            for deputy in step.deputies
        }
        vals = {
            "current_step_id": result.step,
            "awaited_ids": [fields.Command.set(sorted(result.awaited))],
            "deputy_ids": [fields.Command.set(sorted(deputies))],
        }
        if result.step != self.current_step_id.id:
            vals.update(is_reminded=False, is_escalated=False)
        self.write(vals)
        self._sync_activities()

    def _keep_time(self, result):
        """Write when steps opened and closed, for time limits and statistics."""
        now = fields.Datetime.now()
        done = {step.key for step in result.steps if step.is_done}
        is_over = result.state != progress.PENDING
        for step in self.step_ids:
            is_open = step.id == result.step
            if is_open and (not step.opened_at or step.closed_at):
                step.write(step._prepare_opening_vals(self._company()))
            elif not is_open and step.opened_at and not step.closed_at:
                if step.id in done or is_over or step != self.current_step_id:
                    step.closed_at = now

    def _close(self, state, reason=None):
        self.write(
            {
                "state": state,
                "awaited_ids": [fields.Command.clear()],
                "deputy_ids": [fields.Command.clear()],
                "current_step_id": False,
                "void_reason": reason or self.void_reason,
            }
        )
        self.activity_ids.unlink()
        self._document_sudo()._approval_invalidate()

    def _earlier_steps(self):
        """Return the steps before the open one, in the order they were decided."""
        keys = [step.key for step in self._replay().steps]
        if self.current_step_id.id not in keys:
            return self.step_ids.browse()
        before = keys[: keys.index(self.current_step_id.id)]
        return self.step_ids.browse(before)

    # -- staying true to the content ---------------------------------------------------

    def _content_changes(self):
        """Say what the document has become since it was submitted; None: the same."""
        document_sudo = self._document_sudo()
        if not document_sudo:
            return None
        content = document_sudo._approval_content()
        if content_rules.digest(content) == self.content_hash:
            return None
        changes = content_rules.changes(self.content, content)
        return document_sudo._approval_describe_changes(changes) or self.env._(
            "its content"
        )

    def _recheck(self):
        """Void the requests whose document differs from what was submitted.

        :return: the requests voided now
        """
        voided = self.browse()
        for request_sudo in self.sudo():
            if changes := request_sudo._content_changes():
                request_sudo._void(changes)
                request_sudo._document_sudo()._approval_voided(request_sudo)
                voided |= request_sudo
        return voided

    def _void(self, reason):
        """Void one request: the row of the ledger says who caused it, and how."""
        self._record(progress.VOID, comment=reason, channel="system")
        self.invalidate_recordset(["decision_ids"])
        self._keep_time(self._replay())
        self._close("voided", reason)

    def _close_orphaned(self):
        """Void the open requests of documents that are deleted."""
        for request in self.filtered(lambda request: request.state == "pending"):
            request._void(self.env._("the document was deleted"))

    # -- tasks ---------------------------------------------------------------------------

    def _sync_activities(self):
        """Let exactly those who can act now have a task on these requests.

        That is whoever is awaited, or who stands in for them while they are away;
        delegates and those a late step was escalated to; and who has a question to
        answer.
        """
        requests = self.filtered(lambda request: request.state == progress.PENDING)
        delegations = self.env["crm.approval.delegation"]._standing_for(
            requests.awaited_ids
        )
        for request in requests:
            users = request._people_to_act(delegations)
            tasks = request.activity_ids
            newcomers = users - tasks.user_id
            tasks.filtered(lambda task: task.user_id not in users).unlink()
            request._announce(newcomers)

    def _people_to_act(self, delegations):
        delegates = delegations.filtered(
            lambda row: row.from_user_id in self.awaited_ids
        )._covers(self)
        users = self.deputy_ids | delegates.to_user_id
        for awaited in self.awaited_ids:
            substitute = awaited.approval_substitute_id
            stands_in = awaited.is_out_of_office and substitute.active
            users |= substitute if stands_in else awaited
        users -= self.own_user_ids
        return users | self.consulted_ids.filtered(self._open_questions)

    def _announce(self, users):
        """Hook: give ``users`` a task on this request, and so tell them of it."""
        for user in users:
            self.activity_schedule(
                "crm_approval.mail_activity_type_approval",
                summary=self.name,
                user_id=user.id,
                date_deadline=self.due_at and self.due_at.date(),
            )

    def _tell(self, row, users, sentence):
        """Hook: tell ``users`` what ``row`` of the ledger says.

        Another addon tells it where people read (chat tools) and leaves the rest to
        this one.
        """
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.name,
            body=sentence,
            author_id=self.env.user.partner_id.id,
        )
