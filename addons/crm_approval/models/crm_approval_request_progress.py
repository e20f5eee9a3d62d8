from odoo import fields, models

from ..tools import content as content_rules
from ..tools import progress

LEDGER_FIELDS = ("step_id", "user_id", "on_behalf_of_id", "decision")
LEDGER_FIELDS += ("target_user_id", "target_step_id", "comment", "decided_at")


class CrmApprovalRequest(models.Model):
    """The state of a request: what its ledger replays to, and what follows."""

    _inherit = "crm.approval.request"

    def _replay(self):
        """Return the progress that the ledger replays to."""
        self.ensure_one()
        rows = self._ledger()
        return progress.replay(self.step_ids._as_rule(), rows._as_rule())

    def _ledger(self):
        """Return the rows of the ledger with all that a replay reads: one query."""
        Decision = self.env["crm.approval.decision"]
        return Decision.search_fetch([("request_id", "=", self.id)], LEDGER_FIELDS)

    def _apply_progress(self):
        """Replay the ledger, then open the next step or close the request."""
        self.ensure_one()
        # The cached ledger may predate the row just written.
        self.invalidate_recordset(["decision_ids"])
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
            self._tell_later()

    def _open_step(self, result):
        deputies = {
            deputy
            for step in result.steps
            if step.key == result.step
            for deputy in step.deputies
        }
        step = self.step_ids.browse(result.step)
        vals = {
            "current_step_id": step.id,
            "opened_at": step.opened_at,
            "due_at": step.due_at,
            "remind_at": step.remind_at,
            "awaited_ids": [fields.Command.set(sorted(result.awaited))],
        }
        if deputies or self.is_escalated:
            vals["deputy_ids"] = [fields.Command.set(sorted(deputies))]
        if (step, step.opened_at) != (self.current_step_id, self.opened_at):
            vals.update(is_reminded=False, is_escalated=False, told_user_ids=[])
        self.write(vals)
        self._sync_activities()
        self._document_sudo()._approval_invalidate()

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
        vals = {
            "state": state,
            "awaited_ids": [fields.Command.clear()],
            "current_step_id": False,
            "opened_at": False,
            "due_at": False,
            "remind_at": False,
        }
        if self.is_escalated:
            vals["deputy_ids"] = [fields.Command.clear()]
        if reason:
            vals["void_reason"] = reason
        self.write(vals)
        self._tasks()._retire()
        self._document_sudo()._approval_invalidate()

    def _earlier_steps(self):
        """Return the steps before the open one, in the order they were decided."""
        keys = [step.key for step in self._replay().steps]
        if self.current_step_id.id not in keys:
            return self.step_ids.browse()
        before = keys[: keys.index(self.current_step_id.id)]
        return self.step_ids.browse(before)

    # -- staying true to the content ------------------------------------------------

    def _content_changes(self, document_sudo):
        """Say what the document has become since it was submitted; None: the same."""
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
            document_sudo = request_sudo._document_sudo().exists()
            if not document_sudo:
                continue
            if changes := request_sudo._content_changes(document_sudo):
                request_sudo._void(changes)
                document_sudo._approval_voided(request_sudo)
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
