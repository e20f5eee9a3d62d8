from datetime import timedelta

from odoo import api, fields, models

from ..tools import write_back


class CrmWecomChange(models.Model):
    """What is to be written to WeCom of a colleague's customer: tags, remark.

    One row a customer, colleague and kind waits at a time; what is written is what is
    true when the job runs. WeCom reports none of these writes back.
    """

    _name = "crm.wecom.change"
    _inherit = "crm.connector.work.mixin"
    _description = "Change to Write to WeCom"
    _order = "id desc"
    _rec_name = "follow_id"
    _work_job = "_deliver"

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
        made = self._create_once(
            [{"follow_id": one.id, "kind": kind, "values": values} for one in rest]
        )
        made._enqueue()
        return waiting | made

    def _job_options(self):
        return {"description": self.env._("Write a customer's tags or remark to WeCom")}

    def _deliver(self):
        """Write one change. Runs as a job."""
        self._perform()

    def _do_work(self):
        self._write_to(self.connector_id._wecom_client())
        self.write({"state": "done", "error": False, "next_try_at": False})
        if not self.contact_id._is_personal_kept():
            self.values = False

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

    def action_retry(self):
        """Try to write refused changes again."""
        self.check_access("write")
        failed = self.filtered(lambda change: change.state == "failed")
        for change in failed:
            self._queue(change.follow_id, change.kind, change.values)
        failed.unlink()

    @api.autovacuum
    def _gc_changes(self):
        """Delete what was written a month ago."""
        before = fields.Datetime.now() - timedelta(days=30)
        self.search(
            [("state", "=", "done"), ("write_date", "<", before)], limit=10_000
        ).unlink()
