from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.delivery import DeliveryError, Unreachable
from ..tools.vendor_approval import ApprovalRequest

ASK_AFTER_MINUTES = 30  # without a report, so that a lost one is made up for
SWEEP = 500


class CrmConnectorApproval(models.Model):
    """A step of an approval that runs as an approval of the chat tool as well.

    The chat tool's form is only another way to decide: what counts is the ledger of
    ``crm.approval.request``, and a decision there is made under the rights of the
    user who is the decider, or not at all and the reason is kept.
    """

    _name = "crm.connector.approval"
    _inherit = "crm.connector.work.mixin"
    _description = "Approval in Progress in the Chat Tool"
    _order = "id desc"
    _rec_name = "request_id"
    _work_job = "_start"
    _work_reason = "reason"
    _work_open = ("queued", "starting")

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    rule_id = fields.Many2one(
        "crm.connector.approval.rule", readonly=True, ondelete="set null", index=True
    )
    request_id = fields.Many2one(
        "crm.approval.request",
        string="Document",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    step_id = fields.Many2one(
        "crm.approval.request.step", readonly=True, ondelete="cascade"
    )
    request_state = fields.Selection(related="request_id.state", string="Here")
    number = fields.Char(string="Number in the Chat Tool", readonly=True)
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("starting", "Being Started"),
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
            ("revoked_after", "Revoked after Approval"),
            ("deleted", "Deleted"),
            ("failed", "Not Started"),
        ],
        string="In the Chat Tool",
        required=True,
        default="queued",
        readonly=True,
        index=True,
    )
    reason = fields.Char(readonly=True)
    error = fields.Char("Problem", related="reason")
    asked_at = fields.Datetime(string="As of", readonly=True)
    vote_ids = fields.One2many(
        "crm.connector.approval.vote", "approval_id", string="Decisions", readonly=True
    )

    _number_unique = models.UniqueIndex(
        "(connector_id, number) WHERE number IS NOT NULL",
        "This approval of the chat tool is known already.",
    )
    _step_unique = models.UniqueIndex(
        "(step_id, rule_id)", "This step has been started in the chat tool already."
    )

    # -- starting --------------------------------------------------------------
    @api.model
    def _queue(self, request):
        """Let the open step of ``request`` be started in the chat tool, once."""
        request_sudo = request.sudo()  # the requester sees no connectors
        step_sudo = request_sudo.current_step_id
        rule_sudo = request_sudo.env["crm.connector.approval.rule"].search(
            [
                ("flow_id", "=", request_sudo.flow_id.id),
                ("connector_id.active", "=", True),
                ("company_id", "in", [False, request_sudo.company_id.id]),
            ],
            limit=1,
        )
        known_sudo = self.sudo().search(
            [("step_id", "=", step_sudo.id), ("rule_id", "=", rule_sudo.id)], limit=1
        )
        if not rule_sudo or not step_sudo or known_sudo:
            return
        self.sudo().create(
            {
                "connector_id": rule_sudo.connector_id.id,
                "rule_id": rule_sudo.id,
                "request_id": request_sudo.id,
                "step_id": step_sudo.id,
            }
        )._enqueue()

    def _job_options(self):
        return {"description": self.env._("Approval in the chat tool")}

    def _start(self):
        """Start it in the chat tool. Runs as a job.

        Chat tools know no key by which a repeated call is found, so the attempt is
        written before it is made, in a transaction of its own: one whose process was
        killed meanwhile is not made again, a person looks whether it is there.
        """
        if self.state != "queued" or not self.connector_id._is_usable():
            return
        if pause := self._pause_seconds():
            self._postpone(pause)
            return
        if self.request_id.state != "pending" or self.step_id.closed_at:
            env = self._for_requester().env
            self._fail(env._("It was decided before it could be started."))
            return
        try:
            request = self._for_requester()._prepare_request()
        except UserError as error:
            self._fail(str(error))
            return
        if not self._write_apart({"state": "starting"}, "queued"):
            return  # another job is at it
        try:
            number = self.connector_id._adapter("approval_start")(request)
        except (DeliveryError, UserError) as error:
            self._register_failure(error)
        else:
            self._write_apart(
                {"state": "pending", "number": number, "reason": False}, "starting"
            )

    def _register_failure(self, error):
        """Wait and try again, or give up, as the class of the error says."""
        is_vendors = isinstance(error, DeliveryError)
        wait_seconds = error.wait_seconds(self.tries) if is_vendors else None
        # After a timeout nobody knows whether it was started: a person looks.
        is_again = wait_seconds is not None and not isinstance(error, Unreachable)
        self._write_apart(
            {
                "state": "queued" if is_again else "failed",
                "tries": self.tries + 1,
                "reason": error.detail if is_vendors else str(error),
            },
            "starting",
        )
        if is_again:
            self._enqueue(wait_seconds)

    def _write_apart(self, vals, state):
        """Write in a transaction of its own, if the record still is in ``state``."""
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            mine = self.with_env(self.env(cr=cr)).try_lock_for_update()
            is_mine = bool(mine) and mine.state == state
            if is_mine:
                mine.write(vals)
                mine.flush_recordset()
        self.invalidate_recordset()
        return is_mine

    def _prepare_request(self):
        """What is asked for, in the requester's language.

        :raise UserError: somebody is not known in the chat tool
        """
        request, rule = self.request_id, self.rule_id
        people = self.env["res.users"]
        if not rule.has_template_approvers:
            people = request.awaited_ids
        ids = self._external_ids(request.requester_id | people)
        return ApprovalRequest(
            template_id=rule.template_id,
            applicant_id=ids[request.requester_id],
            fields=rule._prepare_fields(request),
            approver_ids=tuple(ids[user] for user in people),
            is_for_all=self.step_id.rule != "any",
            summary=rule._prepare_summary(request),
        )

    def _for_requester(self):
        """This, in the language of him who asks: jobs have none."""
        return self.with_context(lang=self.request_id.requester_id.lang)

    def _external_ids(self, users):
        identities = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("user_id", "in", users.ids),
            ]
        )
        ids = {one.user_id: one.external_id for one in identities}
        if missing := users.filtered(lambda user: user not in ids):
            raise UserError(
                self.env._(
                    "%(people)s are not linked to the chat tool. Link them under Chat "
                    "Identities and start it again; here it can be decided all the "
                    "same.",
                    people=", ".join(missing.mapped("name")),
                )
            )
        return ids

    def action_start_again(self):
        """Start those again that were not started."""
        self.check_access("write")
        if self.filtered(lambda one: one.state not in ("failed", "starting")):
            raise UserError(
                self.env._(
                    "Only approvals that were not started can be started again. Take "
                    "the others out of the selection."
                )
            )
        self._restart()

    # -- asking ----------------------------------------------------------------
    def action_ask(self):
        """Ask the chat tool now how these stand."""
        self.check_access("write")
        try:
            for approval in self.filtered("number"):
                approval.sudo()._ask()
        except DeliveryError as error:
            raise UserError(error.detail) from error

    def _ask_later(self):
        """Ask, or keep why it could not be asked. Runs as a job."""
        try:
            self._ask()
        except (DeliveryError, UserError) as error:
            self.reason = str(error)  # the sweep asks again

    def _ask(self):
        """Ask the chat tool how it stands, and take it over.

        :raise DeliveryError: the chat tool could not be asked
        """
        result = self.connector_id._adapter("approval_result")(self.number)
        self.env.cr.execute(
            "SELECT id FROM crm_connector_approval WHERE id = %s FOR UPDATE",
            [self.id],
            log_exceptions=False,  # being second is no error: it is run again
        )
        self.invalidate_recordset()
        self._for_requester()._take_over(result)

    @api.model
    def _cron_ask(self):
        """Ask for those of which nothing was heard: reports get lost."""
        before = fields.Datetime.now() - timedelta(minutes=ASK_AFTER_MINUTES)
        waiting = self.search(
            [
                ("state", "=", "pending"),
                ("connector_id.state", "=", "connected"),
                ("connector_id.active", "=", True),
                ("write_date", "<", before),
                "|",
                ("asked_at", "=", False),
                ("asked_at", "<", before),
            ],
            order="asked_at NULLS FIRST, id",
            limit=SWEEP,
        )
        waiting._enqueue(job="_ask_later")
        waiting.asked_at = fields.Datetime.now()
        self._cron_requeue_stale()

    @api.model
    def _stale_domain(self, before):
        # What was being started is not started again by itself: a person looks.
        return [*super()._stale_domain(before), ("state", "=", "queued")]
