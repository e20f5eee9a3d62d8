from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_customer.tools.base_url import clean_base_url

from ..tools.delivery import DeliveryError

LOOPBACK_PARAMETER = "crm_connector.is_loopback_allowed"


class CrmConnector(models.Model):
    """One connection to a chat tool: which company there, with which secrets.

    An adapter adds its kind to ``kind`` and, named after the kind, the methods

    * ``_<kind>_check()``: prove that the settings work;
    * ``_<kind>_send(payload, external_ids)``: send one message to these people,
      answer a :class:`Delivery`; and
    * ``_<kind>_explanation(error)``: what a :class:`ClientError` means and what to do
      about it, in a sentence.

    One that reads the organisation (values: ``tools.directory``) adds

    * ``_<kind>_directory()``: answer the whole :class:`Directory`, every page of it.
      All or nothing: a page that cannot be read is an error, never a shorter list;
    * ``_<kind>_directory_people(external_ids)``: answer {external id: Person, or None
      for somebody whom the chat tool does not know any more}; and
    * reports (``_<kind>_process``) call ``_directory_changed(external_ids)``,
      ``_directory_renamed(old, new)`` and ``_directory_departments_changed()``, which
      ask again for what is true now; what an adapter keeps under somebody's id of its
      own, it renames in an override of ``_rename_external_id(old, new)``.

    One whose approvals are used (values: ``tools.vendor_approval``) adds

    * ``_<kind>_approval_start(request)``: start an :class:`ApprovalRequest`, answer the
      vendor's number of it;
    * ``_<kind>_approval_result(number)``: answer its :class:`ApprovalResult` now; and
    * reports call ``_vendor_approval_changed(number)``.

    One whose groups are written to by a robot, or whose cards have buttons, adds

    * ``_<kind>_robot_send(robot, payload)``: write to a group through ``robot`` (a
      ``crm.connector.robot`` as superuser: ``key``, ``secret``), answer a
      :class:`Delivery`. A robot's limit raises ``RateLimited``, a wrong key or
      signature ``RobotRefused``, so that the connector itself goes on;
    * ``_<kind>_robot_limit()``: messages a minute that one robot may send;
    * ``_<kind>_card_update(payload, code, external_id, outcome)``: show this person's
      card without buttons, ``outcome`` in their place. ``code`` is what ``send``
      answered as ``Delivery.card_code``, or came with the pressed button; and
    * reports call ``_card_pressed(...)`` (see ``crm.connector.card``).

    ``payload`` is plain JSON: ``title``, ``body``, ``note``, ``url``, ``layout`` (card
    or text), and for a card whose buttons decide ``card``: ``{"key", "facts": [[label,
    value]], "buttons": [{"key", "label", "style"}], "done": what stands in their place
    in the end, "choices": {"label", "options": [[key, label]]} or None}``. Who cannot
    show buttons sends a card with its link.

    They are called through ``_adapter(verb)``: the :class:`ClientError` of the client
    becomes a :class:`DeliveryError`, whose class says what happens next.
    """

    _name = "crm.connector"
    _inherit = "crm.connector.secret.mixin"
    _description = "Connector"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(
        default=10,
        help="Somebody known to two connectors gets the message from the first.",
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection=[], string="Chat Tool", required=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: serves every company."
    )
    state = fields.Selection(
        [("draft", "Not Tested"), ("connected", "Connected"), ("error", "Error")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    base_url = fields.Char(
        string="Server Address",
        compute="_compute_base_url",
        store=True,
        readonly=False,
        precompute=True,
        groups="base.group_system",
    )
    app_secret = fields.Char(groups="base.group_system", copy=False, exportable=False)
    callback_token = fields.Char(
        groups="base.group_system", copy=False, exportable=False
    )
    callback_aes_key = fields.Char(
        string="Callback Key",
        groups="base.group_system",
        copy=False,
        exportable=False,
    )
    last_error = fields.Char(readonly=True, copy=False)
    tested_at = fields.Datetime(string="Last Test", readonly=True, copy=False)
    paused_until = fields.Datetime(
        readonly=True, copy=False, help="The chat tool's call limit is used up."
    )
    token_expires_at = fields.Datetime(
        string="Token Valid Until", compute="_compute_token_expires_at"
    )
    identity_ids = fields.One2many("crm.connector.identity", "connector_id")
    message_ids = fields.One2many("crm.connector.message", "connector_id")
    queued_count = fields.Integer(string="Waiting", compute="_compute_counts")
    failed_count = fields.Integer(string="Not Delivered", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")

    @api.model
    def _default_base_urls(self):
        """Hook: kind -> the vendor's public server address."""
        return {}

    @api.model
    def _recipient_limits(self):
        """Hook: kind -> how many people one call may write to."""
        return {}

    @api.depends("kind")
    def _compute_base_url(self):
        addresses = self._default_base_urls()
        for connector in self:
            connector.base_url = connector.base_url or addresses.get(connector.kind)

    def _compute_token_expires_at(self):
        tokens = self.env["crm.connector.token"].search(
            [("connector_id", "in", self.ids)]
        )
        expiry = {token.connector_id.id: token.expires_at for token in tokens}
        for connector in self:
            connector.token_expires_at = expiry.get(connector.id)

    @api.depends("message_ids.state")
    def _compute_counts(self):
        groups = self.env["crm.connector.message"]._read_group(
            [("connector_id", "in", self.ids)], ["connector_id", "state"], ["__count"]
        )
        counts = {(connector.id, state): count for connector, state, count in groups}
        for connector in self:
            connector.queued_count = counts.get((connector.id, "queued"), 0)
            connector.sent_count = counts.get((connector.id, "sent"), 0)
            connector.failed_count = counts.get(
                (connector.id, "failed"), 0
            ) + counts.get((connector.id, "dead"), 0)

    @api.constrains("base_url")
    def _check_base_url(self):
        for connector in self.filtered("base_url"):
            connector._checked_base_url()

    @api.model_create_multi
    def create(self, vals_list):
        connectors = super().create(vals_list)
        self.env["crm.connector.token"].create(
            [{"connector_id": connector.id} for connector in connectors]
        )
        return connectors

    def _checked_base_url(self):
        """The server address, safe to send secrets to.

        :raise ValidationError: when it is neither https nor an allowed loopback
        """
        return self._checked_address(self.base_url)

    def _checked_address(self, url):
        """``url`` of this connector's vendor, safe to send secrets to.

        :raise ValidationError: when it is neither https nor an allowed loopback
        """
        self.ensure_one()
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # system setting
        is_allowed = parameters_sudo.get_param(LOOPBACK_PARAMETER) == "1"
        try:
            return clean_base_url(url, is_allowed)
        except ValueError:
            raise ValidationError(
                self.env._(
                    "Connector %(name)s: %(url)s cannot be its server address. "
                    "Secrets are sent there, so enter an https:// address without "
                    "user name or query (a simulator on this machine needs the "
                    "system parameter %(parameter)s = 1).",
                    name=self.name,
                    url=url or "—",
                    parameter=LOOPBACK_PARAMETER,
                )
            ) from None

    # -- state -------------------------------------------------------------
    def _is_usable(self):
        """Whether messages may go out now."""
        return self.active and self.state == "connected"

    def action_test_connection(self):
        """Prove that the settings work, and let waiting messages go out."""
        self.ensure_one()
        self.check_access("write")
        self.env["crm.connector.token"].search(
            [("connector_id", "=", self.id)]
        )._forget_refusal()
        try:
            self._adapter("check")()
        except DeliveryError as error:
            self.write(
                {
                    "state": "error",
                    "last_error": error.detail,
                    "tested_at": fields.Datetime.now(),
                }
            )
            return self._notification("danger", error.detail)
        self.write(
            {
                "state": "connected",
                "last_error": False,
                "paused_until": False,
                "tested_at": fields.Datetime.now(),
            }
        )
        self.env["crm.connector.message"].search(
            [("connector_id", "=", self.id), ("state", "=", "queued")]
        )._enqueue(is_anew=True)
        return self._notification("success", self.env._("The connection works."))

    def _notification(self, kind, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "title": self.name,
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_resend_failed(self):
        """Try every message again that was not delivered."""
        self.ensure_one()
        messages = self.env["crm.connector.message"].search(
            [("connector_id", "=", self.id), ("state", "in", ("failed", "dead"))]
        )
        if not messages:
            raise UserError(
                self.env._(
                    "Connector %(name)s has no undelivered message.", name=self.name
                )
            )
        messages.action_resend()

    def action_view_messages(self):
        """Open the outbox of this connector; the context may preset a filter."""
        return self._action_of_mine("crm_connector.crm_connector_message_action")

    def _action_of_mine(self, xmlid):
        """Return the action, for what belongs to this connector."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("connector_id", "=", self.id)]
        action["context"] = {
            key: value
            for key, value in self.env.context.items()
            if key.startswith("search_default_")
        }
        return action
