from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_connector.tools.delivery import DeliveryError
from odoo.addons.queue_job.job import identity_exact

from ..clients.errors import WecomError
from ..tools import write_back

STALE_MINUTES = 30
SWEEP = 2000


class CrmWecomChange(models.Model):
    """What is to be written to WeCom of a colleague's customer: tags, remark.

    One row a customer, colleague and kind waits at a time; what is written is what is
    true when the job runs. WeCom reports none of these writes back.
    """

    _name = "crm.wecom.change"
    _description = "Change to Write to WeCom"
    _order = "id desc"
    _rec_name = "follow_id"

    follow_id = fields.Many2one(
        "crm.wecom.follow",
        string="Customer of",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    contact_id = fields.Many2one(related="follow_id.contact_id", store=True, index=True)
    connector_id = fields.Many2one(
        related="follow_id.contact_id.connector_id", store=True, index=True
    )
    kind = fields.Selection(
        [("tags", "Tags"), ("remark", "Remark")], required=True, readonly=True
    )
    values = fields.Json(readonly=True)
    state = fields.Selection(
        [("queued", "Waiting"), ("done", "Written"), ("failed", "Refused")],
        string="Status",
        default="queued",
        required=True,
        readonly=True,
        index=True,
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(string="Next Try", readonly=True)
    error = fields.Char(string="Reason", readonly=True)

    _queued_unique = models.UniqueIndex(
        "(follow_id, kind) WHERE state = 'queued'", "This waits to be written already."
    )

    @api.model
    def _queue(self, follows, kind, values=None):
        """Let jobs write this to WeCom; what waits already takes up the values.

        :param values: of a remark: what is written, by WeCom's names
        """
        waiting = self.search(
            [("follow_id", "in", follows.ids), ("kind", "=", kind)]
            + [("state", "=", "queued")]
        )
        for change in waiting.filtered(lambda _change: values):
            change.values = {**(change.values or {}), **values}
        rest = follows - waiting.follow_id
        made = self.create(
            [{"follow_id": one.id, "kind": kind, "values": values} for one in rest]
        )
        made._enqueue()
        return waiting | made

    def _enqueue(self, wait_seconds=None):
        for change in self.with_user(SUPERUSER_ID):
            change.with_delay(
                eta=wait_seconds,
                identity_key=identity_exact,
                description=self.env._("Write a customer's tags or remark to WeCom"),
            )._deliver()

    def _deliver(self):
        """Write one change. Runs as a job; what another job holds is left alone."""
        change = self.try_lock_for_update().filtered(lambda one: one.state == "queued")
        if not change:
            return
        connector = change.connector_id
        if not connector._is_usable():
            return  # it waits until the connection is tested again
        try:
            change._write_to(connector._wecom_client())
        except UserError as error:
            change._fail(str(error))
        except WecomError as error:
            change._register_failure(connector._wecom_delivery_error(error))
        else:
            change.write({"state": "done", "error": False, "next_try_at": False})
            if not change.contact_id._is_personal_kept():
                change.values = False

    def _write_to(self, client):
        follow, contact = self.follow_id, self.contact_id
        if self.kind == "tags":
            add, remove = follow._get_tag_differences()
            if add or remove:
                client.mark_tag(follow.userid, contact.external_id, add, remove)
                follow.tag_codes = write_back.codes(follow.tag_codes, add, remove)
            return
        body = {
            "userid": follow.userid,
            "external_userid": contact.external_id,
            **(self.values or {}),
        }
        if "remark_mobiles" in body:
            # The list is overwritten as a whole: the other numbers must stay.
            body["remark_mobiles"] = write_back.mobiles(
                body["remark_mobiles"], self._numbers_in_wecom(client)
            )
        client.write_remark(body)

    def _numbers_in_wecom(self, client):
        answer = client.external_contact(self.contact_id.external_id)
        for row in answer["follow_user"]:
            if row.get("userid") == self.follow_id.userid:
                return row.get("remark_mobiles") or []
        return []

    def _fail(self, reason):
        self.write({"state": "failed", "error": reason, "next_try_at": False})

    def _register_failure(self, error: DeliveryError):
        """Wait and try again, or give up, as the class of the error says."""
        wait_seconds = error.wait_seconds(self.tries)
        self.write({"tries": self.tries + 1, "error": error.detail})
        if error.is_pause:
            self.connector_id._register_failure(error, wait_seconds)
        if wait_seconds is None:
            self._fail(error.detail)
            return
        self.next_try_at = fields.Datetime.now() + timedelta(seconds=wait_seconds)
        self._enqueue(wait_seconds)

    def _on_job_failed(self, **failure):
        """The job broke for a reason of our own: let an administrator see it."""
        reason = failure.get("exc_message") or failure.get("exc_name") or ""
        self.filtered(lambda change: change.state == "queued")._fail(reason)

    def action_retry(self):
        """Try to write refused changes again."""
        self.check_access("write")
        failed = self.filtered(lambda change: change.state == "failed")
        for change in failed:
            self._queue(change.follow_id, change.kind, change.values)
        failed.unlink()

    @api.model
    def _cron_requeue_stale(self):
        """Give changes a job again that lost theirs; twice does no harm."""
        limit_at = fields.Datetime.now() - timedelta(minutes=STALE_MINUTES)
        stale = self.search(
            [
                ("state", "=", "queued"),
                ("write_date", "<", limit_at),
                ("connector_id.state", "=", "connected"),
                "|",
                ("next_try_at", "=", False),
                ("next_try_at", "<", limit_at),
            ],
            order="id",
            limit=SWEEP,
        )
        stale._enqueue()

    @api.autovacuum
    def _gc_changes(self):
        """Delete what was written a month ago."""
        before = fields.Datetime.now() - timedelta(days=30)
        self.search(
            [("state", "=", "done"), ("write_date", "<", before)], limit=10_000
        ).unlink()
