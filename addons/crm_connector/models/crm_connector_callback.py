from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_customer.tools.callback_key import is_key, new_key


class CrmConnector(models.Model):
    """How the chat tool calls us: at which address, and how often in vain."""

    _inherit = "crm.connector"

    callback_key = fields.Char(
        string="Key in the Address",
        compute="_compute_callback_key",
        store=True,
        copy=False,
        exportable=False,
        groups="base.group_system",
        help="The unguessable part of the address at which the chat tool calls us.",
    )
    callback_url = fields.Char(
        string="Callback Address",
        compute="_compute_callback_url",
        exportable=False,
        groups="base.group_system",
        help="Enter this address, the token and the key in the chat tool's console.",
    )
    refusal_ids = fields.One2many("crm.connector.refusal", "connector_id")
    refused_count = fields.Integer(
        string="Refused Callbacks",
        compute="_compute_refused",
        help="Calls with a wrong signature: somebody else's, or the token and the key "
        "here are not those in the console.",
    )
    refused_at = fields.Datetime(string="Last Refused", compute="_compute_refused")
    received_at = fields.Datetime(
        string="Last Callback", compute="_compute_received", help="The last good one."
    )
    waiting_event_count = fields.Integer(
        string="Reports Waiting", compute="_compute_received"
    )
    failed_event_count = fields.Integer(
        string="Reports Failed", compute="_compute_received"
    )

    _callback_key_unique = models.Constraint(
        "UNIQUE(callback_key)", "Another connector is called back at this address."
    )

    @api.depends("kind")
    def _compute_callback_key(self):
        for connector in self:
            connector.callback_key = connector.callback_key or new_key()

    @api.depends("callback_key", "kind")
    def _compute_callback_url(self):
        paths = self._callback_paths()
        for connector in self:
            path = paths.get(connector.kind)
            connector.callback_url = path and (
                f"{connector.get_base_url()}{path}/{connector.callback_key}"
            )

    @api.model
    def _callback_paths(self):
        """Hook: kind -> the path at which this chat tool calls back."""
        return {}

    @api.depends("refusal_ids.count")
    def _compute_refused(self):
        for connector in self:
            connector.refused_count = connector.refusal_ids.count
            connector.refused_at = connector.refusal_ids.last_at

    def _compute_received(self):
        groups = self.env["crm.connector.event"]._read_group(
            [("connector_id", "in", self.ids)],
            ["connector_id", "state"],
            ["__count", "received_at:max"],
        )
        counts, latest = {}, {}
        for connector, state, count, received_at in groups:
            counts[connector.id, state] = count
            known_at = latest.get(connector.id) or received_at
            latest[connector.id] = max(known_at, received_at)
        for connector in self:
            connector.received_at = latest.get(connector.id)
            connector.waiting_event_count = counts.get((connector.id, "received"), 0)
            connector.failed_event_count = counts.get((connector.id, "failed"), 0)

    @api.model
    def _callback_settings(self, kind, key, columns=()):
        """What is needed to know a caller: one statement, before the ORM does more.

        :param str kind: of the chat tool whose address was called
        :param str key: the last part of that address
        :param columns: names of columns of the adapter, from code
        :return: dict with ``id``, ``callback_token``, ``callback_aes_key`` and the
            columns; empty when nobody is called back there
        """
        if not is_key(key):
            return {}
        names = ["id", "callback_token", "callback_aes_key", *columns]
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM crm_connector "
                "WHERE callback_key = %s AND kind = %s AND active",
                SQL(", ").join(map(SQL.identifier, names)),
                key,
                kind,
            )
        )
        row = self.env.cr.fetchone()
        return dict(zip(names, row, strict=True)) if row else {}

    def action_view_events(self):
        """Open the inbox of this connector; the context may preset a filter."""
        return self._action_of_mine("crm_connector.crm_connector_event_action")
