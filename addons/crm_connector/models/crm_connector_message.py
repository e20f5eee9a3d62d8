import json
from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.job import identity_exact

from ..tools.delivery import DeliveryError

BATCH = 500  # recipients in one call, where the chat tool takes as many
STALE = 30  # minutes after which a waiting message without a try gets a new job
SWEEP = 5000  # messages in one sweep; the next one takes the others


class CrmConnectorMessage(models.Model):
    """The outbox: one message to one person, from being due to being delivered.

    Messages are written in the transaction of the business event and leave after
    its commit, by a job: what is rolled back is never sent. All people who are to
    read the same words of one event share one job and one call.
    """

    _name = "crm.connector.message"
    _description = "Connector Message"
    _order = "id desc"
    _rec_name = "title"

    connector_id = fields.Many2one(
        "crm.connector",
        readonly=True,
        ondelete="cascade",
        index=True,
        help="Empty: the message waits for a summary that Odoo itself shows.",
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    identity_id = fields.Many2one(
        "crm.connector.identity",
        string="Recipient",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    robot_id = fields.Many2one(
        "crm.connector.robot",
        string="Group",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    event_id = fields.Many2one(
        "crm.business.event", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    idempotency_key = fields.Char(required=True, readonly=True, copy=False)
    payload = fields.Json(required=True, readonly=True, exportable=False)
    title = fields.Char(compute="_compute_title", store=True, precompute=True)
    preview = fields.Text(string="Message", compute="_compute_preview")
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("collected", "Kept for the Summary"),
            ("sent", "Sent"),
            ("joined", "Told in the Summary"),
            ("needless", "Not Needed Any More"),
            ("failed", "Refused"),
            ("dead", "Given Up"),
        ],
        default="queued",
        required=True,
        readonly=True,
        index=True,
    )
    tries = fields.Integer(readonly=True, default=0)
    next_try_at = fields.Datetime(string="Next Try", readonly=True)
    vendor_id = fields.Char(string="ID at the Chat Tool", readonly=True)
    error = fields.Char(string="Reason", readonly=True)
    sent_at = fields.Datetime(readonly=True)

    _idempotency_unique = models.Constraint(
        "UNIQUE(idempotency_key)", "This person has this message already."
    )

    @api.depends("payload")
    def _compute_title(self):
        for message in self:
            message.title = (message.payload or {}).get("title")

    @api.depends("payload")
    def _compute_preview(self):
        for message in self:
            payload = message.payload or {}
            parts = (payload.get(name) for name in ("body", "note", "url"))
            message.preview = "\n".join(filter(None, parts))

    # -- from the outbox to the chat tool ----------------------------------
    def _enqueue(self, wait_seconds=None):
        """Hand these messages to jobs, one per connector and wording.

        The jobs start after the commit, and not before ``wait_seconds``.
        """
        batches = defaultdict(self.browse)
        for message in self:
            wording = json.dumps(message.payload, sort_keys=True)
            place = (message.connector_id, message.robot_id)
            batches[place, wording, message.tries] |= message
        limits = self.env["crm.connector"]._recipient_limits()
        for (place, _wording, _tries), batch in batches.items():
            size = limits.get(place[0].kind, BATCH)
            for start in range(0, len(batch), size):
                batch[start : start + size].with_user(SUPERUSER_ID).with_delay(
                    eta=wait_seconds,
                    identity_key=identity_exact,
                    description=self.env._("Send a chat message"),
                )._deliver()

    def _deliver(self):
        """Send these messages (one connector, one wording). Runs as a job.

        Messages that another job holds or has dealt with are left alone.
        """
        messages = self.try_lock_for_update().filtered(
            lambda message: message.state == "queued"
        )
        connector = messages.connector_id
        if not messages or not connector._is_usable():
            return  # they wait until the connection is tested again
        now = fields.Datetime.now()
        if connector.paused_until and connector.paused_until > now:
            messages._postpone((connector.paused_until - now).total_seconds())
            return
        recipients = (messages - messages._refuse_orphans())._within_limits()
        if not recipients:
            return
        try:
            delivery = recipients._send()
        except DeliveryError as error:
            recipients._register_failure(error)
        else:
            recipients._register_delivery(delivery)

    def _refuse_orphans(self):
        """Refuse the messages whose recipient is known no more; return them."""
        orphans = self.filtered(lambda m: not (m.identity_id or m.robot_id))
        orphans._refuse(self.env._("The recipient's chat identity was removed."))
        return orphans

    def _within_limits(self):
        """Count these messages; return those that may leave, the others wait."""
        connector, robot = self.connector_id, self.robot_id
        if not self:
            return self
        if robot:
            waits = dict.fromkeys(self.ids, connector._reserve_robot(robot))
        else:
            by_name = connector._reserve(self.identity_id.mapped("external_id"))
            waits = {m.id: by_name[m.identity_id.external_id] for m in self}
        late = self.filtered(lambda message: waits[message.id])
        for wait, messages in late.grouped(lambda m: waits[m.id]).items():
            messages._postpone(wait)
        return self - late

    def _send(self):
        """Send these messages; answer a :class:`Delivery`.

        :raise DeliveryError: when nobody received them
        """
        payload = self[0].payload
        if robot := self.robot_id:
            return robot._send_checked(payload)
        names = self.identity_id.mapped("external_id")
        return self.connector_id._send(payload, names)

    def _postpone(self, wait_seconds):
        wait_seconds = int(wait_seconds) + 1
        self.next_try_at = fields.Datetime.add(
            fields.Datetime.now(), seconds=wait_seconds
        )
        self._enqueue(wait_seconds)

    def _refuse(self, reason):
        self.write({"state": "failed", "error": reason, "next_try_at": False})

    def _register_delivery(self, delivery):
        """Write what the chat tool accepted, person by person."""
        self.tries = max(self.mapped("tries")) + 1
        refused = self.filtered(lambda m: m.identity_id.external_id in delivery.refused)
        by_reason = defaultdict(self.browse)
        for message in refused:
            by_reason[delivery.refused[message.identity_id.external_id]] |= message
        for reason, messages in by_reason.items():
            messages._refuse(reason)
        (self - refused).write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "vendor_id": delivery.vendor_id,
                "error": False,
                "next_try_at": False,
            }
        )
        self.env["crm.connector.card"]._sent(self - refused, delivery)
        self.robot_id.last_error = False

    def _register_failure(self, error):
        """Wait and try again, or give up, as the class of the error says."""
        tries = max(self.mapped("tries"))
        wait_seconds = error.wait_seconds(tries)
        self.write({"tries": tries + 1, "error": error.detail})
        if self.robot_id:
            self.robot_id.last_error = error.detail
        else:
            self.connector_id._register_failure(error, wait_seconds)
        if wait_seconds is None:
            self.write(
                {"state": "dead" if error.schedule else "failed", "next_try_at": False}
            )
        else:
            self._postpone(wait_seconds)

    @api.model
    def _cron_requeue_stale(self):
        """Give messages a job again that lost theirs (deleted, or never run).

        It may run twice without harm: a second job finds the message dealt with.
        """
        limit_at = fields.Datetime.subtract(fields.Datetime.now(), minutes=STALE)
        stale = self.search(
            [
                ("state", "=", "queued"),
                ("connector_id.state", "=", "connected"),
                ("connector_id.active", "=", True),
                ("write_date", "<", limit_at),
                "|",
                ("next_try_at", "=", False),
                ("next_try_at", "<", limit_at),
            ],
            order="id",
            limit=SWEEP,
        )
        stale._enqueue()
        stale.write({"next_try_at": fields.Datetime.now()})

    def _on_job_failed(self, **_failure):
        """The job broke for a reason of our own: let an administrator see it."""
        self.filtered(lambda message: message.state == "queued")._refuse(
            self.env._("The delivery job failed; see the job queue for details.")
        )

    def action_resend(self):
        """Try again to deliver messages that were refused or given up."""
        self.check_access("write")
        if self.filtered(lambda message: message.state not in ("failed", "dead")):
            raise UserError(
                self.env._(
                    "Only refused or given up messages can be sent again. Take the "
                    "others out of the selection."
                )
            )
        self.write({"state": "queued", "tries": 0, "error": False})
        self._enqueue()
