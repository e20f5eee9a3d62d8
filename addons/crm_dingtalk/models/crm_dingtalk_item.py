import math
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_connector.clients.errors import ClientError, ClientPermission

BATCH = 50  # one call each, all in one job
LATER_SECONDS = 10  # while another job holds it


class CrmDingtalkItem(models.Model):
    """What DingTalk shows of a record of ours: a todo, or a meeting in the calendar.

    Nobody writes here while people work: a change of theirs only asks for a job, and
    the job compares what DingTalk was told with what is true now. So nobody waits for
    DingTalk, repeated jobs do no harm, and what came from there is not sent back.
    """

    _name = "crm.dingtalk.item"
    _inherit = "crm.connector.work.mixin"
    _description = "Todo or Meeting in DingTalk"
    _order = "id desc"
    _rec_name = "source_key"
    _work_job = "_push"
    _work_open = ("waiting", "shown")

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    kind = fields.Selection(
        [("todo", "Todo"), ("meeting", "Meeting")], required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", string="Whose", required=True, readonly=True, ondelete="cascade"
    )
    # No many2one: an activity that is deleted must not wait for a job that works here.
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    source_key = fields.Char(
        string="Our ID",
        required=True,
        readonly=True,
        help="By which DingTalk knows it.",
    )
    unionid = fields.Char(readonly=True, groups="base.group_system")
    external_id = fields.Char(string="ID in DingTalk", readonly=True)
    digest = fields.Char(string="What DingTalk Was Told", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("shown", "In DingTalk"),
            ("done", "Done"),
            ("removed", "Removed"),
            ("gone", "Deleted in DingTalk"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    checked_at = fields.Datetime(string="Last Look", readonly=True)

    _source_unique = models.Constraint(
        "UNIQUE(connector_id, source_key)", "DingTalk shows this record already."
    )
    _record_idx = models.Index("(res_model, res_id)")

    # -- from the record to the job --------------------------------------------
    @api.model
    def _touch(self, kind, records, connector_ids):
        """Show the changes of ``records`` in DingTalk, after the commit.

        :param str kind: ``todo`` or ``meeting``
        :param records: activities or events; each has its ``user_id``
        :param connector_ids: ids of the connectors that show this kind
        """
        items = self._of(records)
        known = {(one.connector_id.id, one.res_id, one.user_id.id) for one in items}
        identities = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "in", list(connector_ids)),
                ("user_id", "in", records.user_id.ids),
            ]
        )
        by_user = defaultdict(identities.browse)
        for identity in identities:
            by_user[identity.user_id.id] |= identity
        items |= self._create_once(
            [
                self._prepare_item_vals(kind, record, identity)
                for record in records.filtered("active")
                for identity in by_user[record.user_id.id]
                if (identity.connector_id.id, record.id, identity.user_id.id)
                not in known
            ]
        )
        items._enqueue()

    @api.model
    def _of(self, records):
        """What DingTalk shows, or showed, of ``records``."""
        return self.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )

    @api.model
    def _prepare_item_vals(self, kind, record, identity):
        database = self.env["ir.config_parameter"].get_param("database.uuid") or ""
        return {
            "connector_id": identity.connector_id.id,
            "kind": kind,
            "user_id": identity.user_id.id,
            "res_model": record._name,
            "res_id": record.id,
            "source_key": "-".join(
                map(str, ("crm", database[:8], kind, record.id, identity.user_id.id))
            ),
        }

    def _work_batches(self):
        return [
            items[start : start + BATCH]
            for items in self.grouped("connector_id").values()
            for start in range(0, len(items), BATCH)
        ]

    def _job_options(self):
        return {"description": self.env._("Show a change in DingTalk")}

    # -- from the job to DingTalk ----------------------------------------------
    def _push(self):
        """Tell DingTalk what is true now, of one connector. Runs as a job."""
        items = self.try_lock_for_update()
        (self.exists() - items)._enqueue(LATER_SECONDS)
        connector = items.connector_id
        if not items or not connector._is_usable():
            return  # they wait until the connection works again
        if pause := connector._pause_seconds():
            items._enqueue(math.ceil(pause))
            return
        items._each(lambda item, work: item._push_one(work))

    def _each(self, call):
        """Call DingTalk for each of these; a failure of one leaves the others.

        :param call: called with an item and the :class:`DingtalkWork`, one by one,
            because DingTalk has no call for several; answers the values to write
        """
        connector = self.connector_id
        work = connector._dingtalk_work()
        for number, item in enumerate(self):
            try:
                values = call(item, work)
            except ClientError as error:
                failure = connector._delivery_error(error)
                item._register_failure(failure)
                if failure.is_pause or failure.is_setup:
                    # It concerns the others as well, and they did nothing wrong.
                    wait = failure.wait_seconds(0)
                    if not isinstance(
                        error, ClientPermission
                    ):  # else messages still get through
                        connector._register_failure(failure, wait)
                    if wait:
                        self[number + 1 :]._enqueue(wait)
                    return
            else:
                item.write({"error": False, "tries": 0, "next_try_at": False} | values)

    def _push_one(self, work):
        """Do what is missing in DingTalk; answer the values to write here."""
        wanted = getattr(self, f"_wanted_{self.kind}")()
        if self.state == "gone" or (wanted == self.state and wanted != "shown"):
            return {}
        return getattr(self, f"_push_{self.kind}")(work, wanted)

    def _record(self):
        """The record that is shown, or an empty set."""
        return self.env[self.res_model].browse(self.res_id).exists()

    def _known_unionid(self):
        """The id by which the newer interface knows whose this is.

        :raise ClientError: DingTalk could not be asked for it
        """
        if not self.unionid:
            identity = self.env["crm.connector.identity"].search(
                [
                    ("connector_id", "=", self.connector_id.id),
                    ("user_id", "=", self.user_id.id),
                ],
                limit=1,
            )
            self.unionid = identity._dingtalk_unionid()
        return self.unionid

    def _register_at_connector(self, error, wait_seconds):
        """Nothing: who calls for several tells it, once."""

    def action_retry(self):
        """Try what failed again."""
        self.browse().check_access("unlink")  # administrators; rows are never written
        if self.filtered(lambda item: item.state != "failed"):
            raise UserError(
                self.env._(
                    "Only what failed can be tried again. Take the others out of the "
                    "selection."
                )
            )
        # The rows are read-only for everybody; only the state starts anew.
        self.sudo()._restart()
