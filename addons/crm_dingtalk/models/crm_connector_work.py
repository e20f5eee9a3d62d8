from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models, tools

from odoo.addons.queue_job.job import identity_exact

from ..clients.work import DingtalkWork
from .calendar_event import DAYS_AHEAD

CHECKED = 100  # todos that are looked at in one round, those of longest ago first
SWEEP = 1000
STALE_MINUTES = 30
SETTINGS = {"todo": "is_dingtalk_todo_shown", "meeting": "is_dingtalk_meeting_shown"}
MODELS = {"todo": "mail.activity", "meeting": "calendar.event"}


class CrmConnector(models.Model):
    """Activities and meetings of colleagues in DingTalk."""

    _inherit = "crm.connector"

    is_dingtalk_todo_shown = fields.Boolean(
        string="Activities as Todos",
        help="An activity of a linked colleague is a todo in DingTalk; done there is "
        "done here, and the reverse.",
    )
    is_dingtalk_meeting_shown = fields.Boolean(
        string="Meetings in the Calendar",
        help="A meeting that a linked colleague organises is in his DingTalk calendar.",
    )
    dingtalk_item_ids = fields.One2many("crm.dingtalk.item", "connector_id")
    dingtalk_item_count = fields.Integer(
        string="Todos and Meetings", compute="_compute_dingtalk_item_count"
    )

    @api.depends("dingtalk_item_ids.state")
    def _compute_dingtalk_item_count(self):
        groups = self.env["crm.dingtalk.item"]._read_group(
            [("connector_id", "in", self.ids), ("state", "in", ("waiting", "shown"))],
            ["connector_id"],
            ["__count"],
        )
        counts = {connector.id: count for connector, count in groups}
        for connector in self:
            connector.dingtalk_item_count = counts.get(connector.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        self.env.registry.clear_cache()
        return connectors

    def write(self, vals):
        result = super().write(vals)
        if {"active", "state", "kind", *SETTINGS.values()}.intersection(vals):
            self.env.registry.clear_cache()
        for kind, name in SETTINGS.items():
            if vals.get(name):
                self._dingtalk_enqueue_show(kind)
        if vals.get("state") == "connected":
            self.dingtalk_item_ids.filtered(
                lambda item: item.state == "waiting"
            )._enqueue()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache("kind")
    def _dingtalk_connector_ids(self, kind):
        """The connectors that show this kind: asked at every activity's change."""
        if not tools.sql.column_exists(self.env.cr, self._table, SETTINGS[kind]):
            return ()  # this addon is being uninstalled
        # Who changes an activity may not read connectors.
        connectors_sudo = self.sudo().search(
            [
                ("kind", "=", "dingtalk"),
                ("state", "!=", "draft"),
                (SETTINGS[kind], "=", True),
            ]
        )
        return tuple(connectors_sudo.ids)

    def _dingtalk_work(self):
        """What todos, meetings and approvals are called with.

        :raise UserError: when a setting is missing
        """
        return DingtalkWork(self._dingtalk_client())

    # -- what is there already, and what comes closer ---------------------------
    def _dingtalk_enqueue_show(self, kind):
        for connector in self:
            connector.with_user(SUPERUSER_ID).with_delay(
                identity_key=identity_exact,
                description=self.env._("Show what is there already in DingTalk"),
            )._dingtalk_show(kind)

    def _dingtalk_show(self, kind):
        """Show the open activities, or the next meetings, of linked colleagues.

        Runs as a job, page by page: those that are shown are not taken again.
        """
        self.ensure_one()
        if not self.active or not self[SETTINGS[kind]]:
            return
        records = self.env[MODELS[kind]].search(
            self._dingtalk_missing_domain(kind), limit=SWEEP, order="id"
        )
        self.env["crm.dingtalk.item"]._touch(kind, records, self.ids)
        if len(records) == SWEEP:
            self._dingtalk_enqueue_show(kind)

    def _dingtalk_missing_domain(self, kind):
        """The records that should be shown and are not."""
        # Of colleagues who left or changed, items of former users stay: only the same
        # record for the same user is shown already.
        users = self.identity_ids.user_id
        shown = self.env["crm.dingtalk.item"]._search(
            [("connector_id", "=", self.id), ("kind", "=", kind)]
        )
        domain = [
            ("user_id", "in", users.ids),
            ("id", "not in", shown.subselect("res_id")),
        ]
        if kind == "meeting":
            now = fields.Datetime.now()
            domain += [
                ("stop", ">", now),
                ("start", "<", now + timedelta(days=DAYS_AHEAD)),
            ]
        return domain

    # -- crons -------------------------------------------------------------------
    @api.model
    def _cron_dingtalk_show(self):
        """Show what came closer or was missed, and give lost jobs back."""
        connectors = self.search(
            [("kind", "=", "dingtalk"), ("state", "=", "connected")]
        )
        for kind, name in SETTINGS.items():
            connectors.filtered(name)._dingtalk_enqueue_show(kind)
        limit_at = fields.Datetime.now() - timedelta(minutes=STALE_MINUTES)
        stale = self.env["crm.dingtalk.item"].search(
            [
                ("connector_id", "in", connectors.ids),
                ("state", "in", ("waiting", "shown")),
                ("write_date", "<", limit_at),
                "|",
                ("state", "=", "waiting"),
                ("next_try_at", "<", limit_at),
            ],
            order="id",
            limit=SWEEP,
        )
        stale._enqueue()

    @api.model
    def _cron_dingtalk_todos(self):
        """Look which todos are done in DingTalk, those of longest ago first.

        DingTalk counts calls by the month, so a round has a limit.
        """
        connectors = self.search(
            [
                ("kind", "=", "dingtalk"),
                ("state", "=", "connected"),
                ("is_dingtalk_todo_shown", "=", True),
            ]
        )
        items = self.env["crm.dingtalk.item"].search(
            [
                ("connector_id", "in", connectors.ids),
                ("kind", "=", "todo"),
                ("state", "=", "shown"),
            ],
            order="checked_at nulls first, id",
            limit=CHECKED,
        )
        items._enqueue_pull()

    def action_view_dingtalk_items(self):
        """Open the todos and meetings that DingTalk shows."""
        return self._action_of_mine("crm_dingtalk.crm_dingtalk_item_action")
