from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import workbench as rules
from .workbench_source import Source

ROWS = 20
#: So many facts of the first of the summary are said on the card itself.
FACTS, FACTS_FROM = 3, 6
FIELDS = ("name", "res_model", "res_id", "requester_id", "opened_at", "due_at")
FIELDS += ("summary", "requested_at")


class CrmWorkbench(models.AbstractModel):
    """Approvals that wait for this person."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        approvals = Source(
            key="approval",
            title=self.env._("Approvals"),
            icon="fa-check-square-o",
            rank=40,
            records=self.env["crm.approval.request"],
            domain=lambda: Domain("can_decide", "=", True),
            late=lambda: Domain("is_overdue", "=", True),
            order="due_at, opened_at, id",
            fields=(),  # fetched below, with what is for those alone who decide
            cards=self._get_approval_cards,
            acts={"approve": self._approve_request, "refuse": self._refuse_request},
            action="crm_approval.crm_approval_request_action",
        )
        return [*super()._workbench_sources(), approvals]

    def _get_approval_cards(self, requests):
        # Who may decide is shown all of the summary, and need not be able to read
        # the document; see crm.approval.request._compute_summary_html().
        requests_sudo = requests.sudo()
        requests_sudo.fetch(FIELDS)
        # Those of one model share their prefetch: one query for each model.
        documents_sudo = {
            (model, document_sudo.id): document_sudo
            for model, rows in requests_sudo.grouped("res_model").items()
            for document_sudo in self.env[model].sudo().browse(rows.mapped("res_id"))
        }
        return [
            self._get_approval_card(
                request_sudo,
                documents_sudo[request_sudo.res_model, request_sudo.res_id],
            )
            for request_sudo in requests_sudo
        ]

    def _get_approval_card(self, request_sudo, document_sudo):
        needs_reason = document_sudo._approval_needs_reason()
        kind = self.env["ir.model"]._get(request_sudo.res_model).name
        values = self._say_day(self._local_day(request_sudo.due_at))
        if request_sudo.is_overdue:
            values["level"] = rules.LATE
        elif not values["when"]:
            since = request_sudo.opened_at or request_sudo.requested_at
            values["when"] = self._say_wait(since)
        return self._card(
            request_sudo,
            title=request_sudo.name,
            subtitle=f"{request_sudo.requester_id.name} · {kind}",
            **self._get_summary_values(request_sudo),
            acts=self._get_approval_acts(needs_reason),
            **values,
        )

    def _get_summary_values(self, request_sudo):
        """Return what is approved: some of it at once, all of it in rows.

        Evidence (the conflicts of a registration) is shown unfolded: nobody should
        approve without having seen it.
        """
        summary = request_sudo.summary or []
        told = (request_sudo.requester_id.name, request_sudo.name)
        facts = [str(item["value"]) for item in summary[:FACTS_FROM]]
        facts = [fact for fact in facts if not any(fact in text for text in told)]
        return {
            "detail": " · ".join(facts[:FACTS]),
            "rows": [[item["label"], str(item["value"])] for item in summary[:ROWS]],
            "is_unfolded": any(item.get("is_confidential") for item in summary),
        }

    def _get_approval_acts(self, needs_reason):
        reason = {"ask": self.env._("Why do you approve it?"), "is_required": True}
        return [
            self._act(
                "approve",
                self.env._("Approve"),
                icon="fa-check",
                is_main=True,
                **(reason if needs_reason else {}),
            ),
            self._act(
                "refuse",
                self.env._("Refuse"),
                icon="fa-times",
                ask=self.env._("Why do you refuse it?"),
                is_required=True,
            ),
        ]

    def _approve_request(self, request, values):
        request._decide_as_I_can("approve", values.get("note"))
        return self.env._("Approved: %(document)s", document=request.sudo().name)

    def _refuse_request(self, request, values):
        if not (values.get("note") or "").strip():
            raise UserError(
                self.env._(
                    "Say why you refuse “%(document)s”, so that it can be mended.",
                    document=request.name,
                )
            )
        request._decide_as_I_can("refuse", values["note"])
        return self.env._("Refused: %(document)s", document=request.sudo().name)
