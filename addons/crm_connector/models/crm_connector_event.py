import hashlib
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.queue_job.job import identity_exact

from ..tools.delivery import DeliveryError

KEPT_DAYS = 90
STALE_MINUTES = 15
SWEEP = 5000  # reports in one sweep; the next one takes the others


class CrmConnectorEvent(models.Model):
    """The inbox: what a chat tool reported to us, each report once.

    Vendors repeat a callback until they are satisfied. Its identity is the hash
    of the decrypted content, because their own ids are not unique. A report is kept
    while the chat tool waits; what it asks for is done by a job.
    """

    _name = "crm.connector.event"
    _description = "Connector Inbox"
    _rec_name = "digest"
    _order = "id desc"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    digest = fields.Char(required=True, readonly=True)
    raw = fields.Text(readonly=True, exportable=False, groups="base.group_system")
    event_kind = fields.Char(string="Event", readonly=True)
    state = fields.Selection(
        [("received", "Received"), ("done", "Processed"), ("failed", "Failed")],
        default="received",
        required=True,
        readonly=True,
        index=True,
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(string="Next Try", readonly=True)
    error = fields.Char(string="Reason", readonly=True)
    res_model = fields.Char(string="Record Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Processed Record", model_field="res_model", readonly=True
    )
    received_at = fields.Datetime(
        default=fields.Datetime.now, required=True, readonly=True
    )

    _digest_unique = models.Constraint(
        "UNIQUE(connector_id, digest)", "This report has been received already."
    )
    _waiting_idx = models.Index("(id) WHERE state = 'received'")

    @api.model
    def _keep(self, connector_id, raw, kind="", identity=""):
        """Keep a report of the chat tool and let a job deal with it, once.

        :param int connector_id: whose chat tool called
        :param bytes raw: the decrypted content
        :param str kind: what people read in the list, e.g. ``change_contact``
        :param str identity: the vendor's own id of the report, where it is one; the
            content stands for it otherwise
        :return: the new record, or an empty one for a repeated report
        """
        text = raw.decode(errors="replace").replace("\0", "")
        # One statement: of two calls of the same moment, one is a repetition. The
        # other is refused by PostgreSQL and tried again: no error to be logged.
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_connector_event "
                "(connector_id, digest, raw, event_kind, state, tries, received_at) "
                "VALUES (%s, %s, %s, %s, 'received', 0, %s) "
                "ON CONFLICT (connector_id, digest) DO NOTHING RETURNING id",
                connector_id,
                hashlib.sha256(identity.encode() or raw).hexdigest(),
                text,
                kind[:80],
                fields.Datetime.now(),
            ),
            log_exceptions=False,
        )
        event = self.browse(row[0] for row in self.env.cr.fetchall())
        event._enqueue()
        return event

    def _enqueue(self, wait_seconds=None):
        """Hand each of these reports to a job, which starts after the commit."""
        for event in self.with_user(SUPERUSER_ID):
            event.with_delay(
                eta=wait_seconds,
                identity_key=identity_exact,
                description=self.env._("Process a report of a chat tool"),
            )._process()

    def _process(self):
        """Do what this report asks for. Runs as a job.

        One that another job holds or has dealt with is left alone.
        """
        event = self.try_lock_for_update().filtered(
            lambda event: event.state == "received"
        )
        if not event or not event.connector_id.active:
            return  # it waits until the connector is taken out of the archive
        try:
            with self.env.cr.savepoint():
                record = event.connector_id._adapter("process")(event.raw.encode())
        except DeliveryError as error:
            event._register_failure(error)
            return
        event.write(
            {
                "state": "done",
                "error": False,
                "next_try_at": False,
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
            }
        )

    def _register_failure(self, error):
        """Wait and try again, or give up, as the class of the error says."""
        wait_seconds = error.wait_seconds(self.tries)
        self.write({"tries": self.tries + 1, "error": error.detail})
        if wait_seconds is None:
            self._fail(error.detail)
            return
        self.next_try_at = fields.Datetime.now() + timedelta(seconds=wait_seconds)
        self._enqueue(wait_seconds)

    def _fail(self, reason):
        self.write({"state": "failed", "error": reason, "next_try_at": False})

    def _on_job_failed(self, **failure):
        """The job broke for a reason of our own: let an administrator see it."""
        reason = failure.get("exc_message") or failure.get("exc_name") or ""
        self.filtered(lambda event: event.state == "received")._fail(
            self.env._("Processing failed: %(reason)s", reason=reason)
        )

    def action_retry(self):
        """Process failed reports again."""
        self.browse().check_access("unlink")  # administrators; rows are never written
        if self.filtered(lambda event: event.state != "failed"):
            raise UserError(
                self.env._(
                    "Only failed reports can be processed again. Take the others out "
                    "of the selection."
                )
            )
        # The rows are read-only for everybody; only the state starts anew.
        events_sudo = self.sudo()
        events_sudo.write({"state": "received", "tries": 0, "error": False})
        events_sudo._enqueue()

    @api.model
    def _cron_requeue_stale(self):
        """Give reports a job again that lost theirs; twice does no harm."""
        limit_at = fields.Datetime.now() - timedelta(minutes=STALE_MINUTES)
        stale = self.search(
            [
                ("state", "=", "received"),
                ("connector_id.active", "=", True),
                ("received_at", "<", limit_at),
                "|",
                ("next_try_at", "=", False),
                ("next_try_at", "<", limit_at),
            ],
            order="id",
            limit=SWEEP,
        )
        stale._enqueue()
        stale.next_try_at = fields.Datetime.now()

    @api.autovacuum
    def _gc_events(self):
        """Delete old reports that were dealt with: they name people."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("received_at", "<", before), ("state", "=", "done")]
        self.search(domain, limit=10_000).unlink()
