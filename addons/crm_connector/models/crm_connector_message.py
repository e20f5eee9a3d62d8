import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.delivery import DeliveryError

BATCH = 500  # recipients in one call, where the chat tool takes as many


class CrmConnectorMessage(models.Model):
    """The outbox: one message to one person, from being due to being delivered.

    Messages are written in the transaction of the business event and leave after
    its commit, by a job: what is rolled back is never sent. All people who are to
    read the same words of one event share one job and one call.
    """

    _name = "crm.connector.message"
    _inherit = ["crm.connector.work.mixin", "crm.connector.secret.mixin"]
    _description = "Connector Message"
    _order = "id desc"
    _rec_name = "title"
    _work_job = "_deliver"
    _work_sweep = 5000

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
    vendor_id = fields.Char(string="ID at the Chat Tool", readonly=True)
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
    def _work_batches(self):
        """One job for each connector and wording: one call reaches many."""
        batches = defaultdict(self.browse)
        for message in self:
            wording = json.dumps(message.payload, sort_keys=True)
            place = (message.connector_id, message.robot_id)
            batches[place, wording, message.tries] |= message
        limits = self.env["crm.connector"]._recipient_limits()
        return [
            batch[start : start + size]
            for (place, _wording, _tries), batch in batches.items()
            for size in [limits.get(place[0].kind, BATCH)]
            for start in range(0, len(batch), size)
        ]

    def _job_options(self):
        return {"description": self.env._("Send a chat message")}

    def _deliver(self):
        """Send these messages (one connector, one wording). Runs as a job."""
        self._perform()

    def _do_work(self):
        recipients = (self - self._refuse_orphans())._within_limits()
        if not recipients:
            return
        try:
            delivery = recipients._send()
        except DeliveryError as error:  # the others wait for their own reasons
            recipients._register_failure(error)
        else:
            recipients._register_delivery(delivery)

    def _refuse_orphans(self):
        """Refuse the messages whose recipient is known no more; return them."""
        orphans = self.filtered(lambda m: not (m.identity_id or m.robot_id))
        orphans._fail(self.env._("The recipient's chat identity was removed."))
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

    def _register_delivery(self, delivery):
        """Write what the chat tool accepted, person by person."""
        self.tries = max(self.mapped("tries")) + 1
        refused = self.filtered(lambda m: m.identity_id.external_id in delivery.refused)
        by_reason = defaultdict(self.browse)
        for message in refused:
            by_reason[delivery.refused[message.identity_id.external_id]] |= message
        for reason, messages in by_reason.items():
            messages._fail(reason)
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
        self.robot_id.last_error = error.detail
        return super()._register_failure(error)

    def _register_at_connector(self, error, wait_seconds):
        if not self.robot_id:  # a group's robot fails for itself
            self.connector_id._register_failure(error, wait_seconds)

    def _give_up(self, error):
        """What was tried in vain is given up; what was refused at once is refused."""
        self._fail(error.detail)
        if error.schedule:
            self.state = "dead"

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
        self._restart()
