from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_connector.tools.delivery import Delivery

from ..clients.dingtalk import DingtalkClient
from ..clients.errors import REASONS
from ..tools.card import with_buttons
from ..tools.message import MAX_RECIPIENTS, prepare_notice

API_URL = "https://api.dingtalk.com"


class CrmConnector(models.Model):
    _inherit = "crm.connector"

    kind = fields.Selection(
        selection_add=[("dingtalk", "DingTalk")], ondelete={"dingtalk": "cascade"}
    )
    dingtalk_app_key = fields.Char(
        string="App Key",
        groups="base.group_system",
        help="Client ID (AppKey) on the page Credentials of the application.",
    )
    dingtalk_agent_id = fields.Char(
        string="Agent ID", help="On the page Credentials of the application; a number."
    )
    dingtalk_corp_id = fields.Char(
        string="Corp ID (DingTalk)",
        help="At the top of the developer console's first page; begins with ding.",
    )
    dingtalk_suite_key = fields.Char(
        string="Suite Key",
        groups="base.group_system",
        help="Of a third-party application only. Leave it empty for your own.",
    )
    dingtalk_api_url = fields.Char(
        string="Second Server Address",
        compute="_compute_dingtalk_api_url",
        store=True,
        readonly=False,
        precompute=True,
        groups="base.group_system",
        help="Of DingTalk's newer interface: todos, calendar, approvals.",
    )

    @api.model
    def _default_base_urls(self):
        return super()._default_base_urls() | {"dingtalk": "https://oapi.dingtalk.com"}

    @api.model
    def _recipient_limits(self):
        return super()._recipient_limits() | {"dingtalk": MAX_RECIPIENTS}

    @api.model
    def _default_limits(self):
        # The vendor counts a person's day, not his hour: one hour may take it all.
        return super()._default_limits() | {
            "dingtalk": {"app_minute": 5000, "member_hour": 500, "member_day": 500}
        }

    @api.depends("kind")
    def _compute_dingtalk_api_url(self):
        for connector in self:
            address = connector.dingtalk_api_url
            if connector.kind == "dingtalk":
                address = address or API_URL
            connector.dingtalk_api_url = address

    @api.constrains("dingtalk_api_url")
    def _check_dingtalk_api_url(self):
        for connector in self.filtered("dingtalk_api_url"):
            connector._checked_address(connector.dingtalk_api_url)

    @api.constrains("dingtalk_agent_id")
    def _check_dingtalk_agent_id(self):
        for connector in self.filtered("dingtalk_agent_id"):
            text = connector.dingtalk_agent_id
            if not (text.isascii() and text.isdigit()):
                raise ValidationError(
                    self.env._(
                        "Connector %(name)s: %(text)s cannot be an Agent ID. Enter the "
                        "number shown on the application's page Credentials.",
                        name=connector.name,
                        text=text,
                    )
                )

    def _dingtalk_client(self):
        """A client with this connection's settings.

        :raise UserError: when a setting is missing
        """
        self.ensure_one()
        if not (self.dingtalk_app_key and self.dingtalk_agent_id and self.app_secret):
            raise UserError(
                self.env._(
                    "Connector %(name)s needs the App Key, the Agent ID and the secret "
                    "of the application in DingTalk.",
                    name=self.name,
                )
            )
        token = self.env["crm.connector.token"].search(
            [("connector_id", "=", self.id)], limit=1
        )
        return DingtalkClient(
            self._checked_base_url(),
            self._checked_address(self.dingtalk_api_url),
            self.dingtalk_app_key,
            self.app_secret,
            token._get,
            **self._client_options(),
        )

    def _dingtalk_check(self):
        """Prove both addresses and the secret with new tokens."""
        self._dingtalk_client().check()

    def _dingtalk_send(self, payload, external_ids):
        """A work notice to up to 100 colleagues."""
        client = self._dingtalk_client()
        if not payload.get("note"):
            # The same words are delivered once a day only: the time tells them apart.
            now = fields.Datetime.context_timestamp(
                self.with_context(tz="Asia/Shanghai"), fields.Datetime.now()
            )
            payload = {**payload, "note": now.strftime("%Y-%m-%d %H:%M")}
        if links := self.env["crm.connector.card"]._page_links(payload):
            payload = with_buttons(payload, links)
        body = prepare_notice(payload, external_ids, self.dingtalk_agent_id)
        answer = client.send_notice(body)
        return Delivery(vendor_id=str(answer.get("task_id") or ""))

    def _dingtalk_explanation(self, error):
        """What an error of the client means, in people's words."""
        reason = REASONS.get(error.code)
        detail = self._dingtalk_explanations().get(reason) or self.env._(
            "DingTalk answered %(code)s.", code=error.code
        )
        if error.scopes:
            detail = self.env._(
                "%(detail)s Apply for: %(scopes)s.",
                detail=detail,
                scopes=", ".join(error.scopes),
            )
        return detail

    def _dingtalk_explanations(self):
        """What a reason means and what to do about it."""
        return {
            "busy": self.env._("DingTalk is busy."),
            "late": self.env._("DingTalk did not answer in time."),
            "secret": self.env._(
                "DingTalk refuses the access token or the secret. Check App Key and "
                "secret of the application."
            ),
            "permission": self.env._(
                "The application lacks a permission. Add it in the developer console "
                "under Permissions."
            ),
            "address": self.env._(
                "This server's address is not among the application's trusted "
                "addresses."
            ),
            "often": self.env._("DingTalk was called too often."),
            "ban": self.env._("DingTalk bans this server's address for some minutes."),
            "quota": self.env._(
                "This month's calls of DingTalk are used up. Buy more in the admin "
                "console, or wait for the next month, then test the connection."
            ),
            "unknown": self.env._(
                "DingTalk does not know this colleague or department."
            ),
            "value": self.env._("DingTalk does not accept a value of this call."),
        }
