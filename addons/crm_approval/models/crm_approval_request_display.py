from odoo import api, fields, models

from ..tools import content as content_rules
from ..tools import progress

LEDGER_OF_A_PERSON = (progress.APPROVE, progress.REFUSE, progress.RETURN)


class CrmApprovalRequest(models.Model):
    """The flow of a request at a glance: what the web client draws."""

    _inherit = "crm.approval.request"

    @api.depends("state", "decision_ids", "awaited_ids", "deputy_ids")
    @api.depends_context("uid", "lang")
    def _compute_progress(self):
        for request in self:
            request.progress = request._progress_for_display(self.env.user)

    def _progress_for_display(self, user):
        """Return the flow as plain values, for ``user`` to see at a glance.

        ``{"id", "state", "requester", "since", "steps", "may"}``; a step is
        ``{"name", "rule", "state", "since", "due", "is_overdue", "people"}`` with the
        state done, open, waiting or the state that ended the request; a person is
        ``{"id", "name", "state", "at", "comment", "by"}`` with the state of the last
        decision, awaited, waiting or spared. Moments are strings in UTC.

        :rtype: dict[str, Any]
        """
        self.ensure_one()
        result = self._replay()
        is_open = self.state == progress.PENDING
        closing = self.decision_ids[-1:] if not is_open else self.decision_ids.browse()
        steps = [self._step_for_display(step, result.step) for step in result.steps]
        request = self.with_user(user)
        actions = ("decide", "return", "add_signer", "ask", "answer")
        may = {name: request[f"can_{name}"] for name in actions}
        may["withdraw"] = is_open and self.requester_id == user
        return {
            "id": self.id,
            "state": self.state,
            "requester": {"id": self.requester_id.id, "name": self.requester_id.name},
            "since": fields.Datetime.to_string(self.requested_at),
            "steps": steps,
            "may": may,
            "end": self._row_for_display(closing) if closing else False,
            "changes": self._changes_for_display(),
        }

    def _step_for_display(self, step_progress, open_step_id):
        step = self.step_ids.browse(step_progress.key)
        people = self.env["res.users"].browse(
            sorted(step_progress.approved) + sorted(step_progress.missing)
        )
        if step_progress.is_done:
            state = "done"
        elif step.id == open_step_id:
            state = "open"
        elif step.opened_at and self.state != progress.PENDING:
            state = self.state
        else:
            state = "waiting"
        due_at = step.due_at if state == "open" else False
        return {
            "id": step.id,
            "name": step.name,
            "rule": step.rule,
            "is_added": step.is_added,
            "state": state,
            "since": fields.Datetime.to_string(step.opened_at),
            "due": fields.Datetime.to_string(due_at),
            "is_overdue": bool(due_at and due_at < fields.Datetime.now()),
            "people": [
                self._person_for_display(step, person, step_progress, state)
                for person in people
            ],
        }

    def _person_for_display(self, step, person, step_progress, step_state):
        rows = self.decision_ids.filtered(
            lambda row: (
                row.step_id == step
                and (row.on_behalf_of_id or row.user_id) == person
                and row.decision in LEDGER_OF_A_PERSON
            )
        )
        has_approved = person.id in step_progress.approved
        if has_approved:
            state = progress.APPROVE
        elif step_state == "open":
            # A step returned to is decided anew: what was said before is history.
            state, rows = "awaited", rows.browse()
        elif step_state == "waiting":
            state, rows = "waiting", rows.browse()
        else:
            state = rows[-1:].decision or "spared"
        shown = {"id": person.id, "name": person.name, "state": state}
        return {**shown, **self._row_for_display(rows[-1:])} if rows else shown

    def _row_for_display(self, row):
        acts_for_other = row.on_behalf_of_id and row.user_id.name
        return {
            "decision": row.decision,
            "who": row.user_id.name,
            "by": acts_for_other or False,
            "at": fields.Datetime.to_string(row.decided_at),
            "comment": row.comment or False,
        }

    def _changes_for_display(self):
        """Return ``{"what", "old", "new"}`` a change of what was submitted since.

        Shown when the content has changed, and to whoever decides on a document that
        was submitted before: then against that earlier request.
        """
        document_sudo = self._document_sudo().exists()
        if self.state == "voided" and document_sudo:
            old, new = self.content, document_sudo._approval_content()
        elif self.state == progress.PENDING and (earlier := self._earlier_request()):
            old, new = earlier.content, self.content
        else:
            return []
        from_to = content_rules.changes(old, new)
        return [
            {"what": what, "old": before, "new": after}
            for what, before, after in self.env[self.res_model]._approval_change_rows(
                from_to
            )
        ]

    def _earlier_request(self):
        """Return the request before this one of the same document."""
        return self.search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("id", "<", self.id),
            ],
            limit=1,
        )
