import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KEPT_DAYS = 90
URGENT_PRIORITY = 1
URGENT_CHANNEL = "root.connector_urgent"


class CrmConnectorEvent(models.Model):
    """The inbox: what a chat tool reported to us, each report once.

    Vendors repeat a callback until they are satisfied. Its identity is the hash
    of the decrypted content, because their own ids are not unique. A report is kept
    while the chat tool waits; what it asks for is done by a job.
    """

    _name = "crm.connector.event"
    _inherit = ["crm.connector.work.mixin", "crm.connector.secret.mixin"]
    _description = "Connector Inbox"
    _rec_name = "digest"
    _order = "id desc"
    _work_job = "_process"
    _work_open = ("received",)
    _work_stale_minutes = 15
    _work_sweep = 5000

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

    @api.model
    def _urgent_kinds(self):
        """Hook: kinds of reports that somebody waits for; their jobs go first."""
        return frozenset()

    def _job_options(self):
        options = {"description": self.env._("Process a report of a chat tool")}
        if self.event_kind in self._urgent_kinds():
            # A channel beside the one of messages and long comparisons.
            options |= {"priority": URGENT_PRIORITY, "channel": URGENT_CHANNEL}
        return options

    def _process(self):
        """Do what this report asks for. Runs as a job."""
        self._perform()

    def _waits_for_connector(self):
        # What is known is taken over even where messages do not get through.
        return not self.connector_id.active

    def _pause_seconds(self):
        return 0  # a decision or a welcome does not wait: most reports call nobody

    def _do_work(self):
        with self.env.cr.savepoint():
            record = self.connector_id._adapter("process")(self.raw.encode())
        self.write(
            {
                "state": "done",
                "error": False,
                "next_try_at": False,
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
                # What concerns nothing here, e.g. what colleagues write to the app, is
                # not kept; its hash still knows a repetition.
                **({} if record else {"raw": False}),
            }
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
        self.sudo()._restart()

    @api.model
    def _stale_domain(self, before):
        return [
            ("state", "=", "received"),
            ("connector_id.active", "=", True),
            ("received_at", "<", before),
            *self._untried_domain(before),
        ]

    @api.autovacuum
    def _gc_events(self):
        """Delete old reports that were dealt with: they name people."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("received_at", "<", before), ("state", "=", "done")]
        self.search(domain, limit=10_000).unlink()
