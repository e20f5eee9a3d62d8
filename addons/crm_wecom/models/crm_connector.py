from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_connector.tools.delivery import Delivery

from ..clients.wecom import WecomClient
from ..tools.card import CODE_SECONDS, card_body, has_buttons
from ..tools.message import prepare_body, refused_members


class CrmConnector(models.Model):
    _inherit = "crm.connector"

    kind = fields.Selection(
        selection_add=[("wecom", "WeCom")], ondelete={"wecom": "cascade"}
    )
    wecom_corp_id = fields.Char(
        string="Corp ID", help="My Company > Company ID in the WeCom console."
    )
    wecom_agent_id = fields.Integer(
        string="AgentId", help="On the page of the application in the WeCom console."
    )

    @api.model
    def _default_base_urls(self):
        return super()._default_base_urls() | {"wecom": "https://qyapi.weixin.qq.com"}

    def _wecom_client(self):
        """A client with this connection's settings.

        :raise UserError: when a setting is missing
        """
        self.ensure_one()
        if not (self.wecom_corp_id and self.wecom_agent_id and self.app_secret):
            raise UserError(
                self.env._(
                    "Connector %(name)s needs the corp ID, the AgentId and the secret "
                    "of the application in WeCom.",
                    name=self.name,
                )
            )
        token = self.env["crm.connector.token"].search(
            [("connector_id", "=", self.id)], limit=1
        )
        return WecomClient(
            self._checked_base_url(),
            self.wecom_corp_id,
            self.app_secret,
            token._get,
            **self._client_options(),
        )

    def _wecom_check(self):
        """Fetch a new token with the settings as they are."""
        self._wecom_client().check()

    def _wecom_send(self, payload, external_ids):
        """message/send to up to 1000 members."""
        is_card = has_buttons(payload)
        make = card_body if is_card else prepare_body
        body = make(payload, external_ids, self.wecom_agent_id)
        answer = self._wecom_client().send_message(body)
        refused = refused_members(answer, external_ids)
        reasons = self._wecom_refusals()
        return Delivery(
            vendor_id=answer.get("msgid") or "",
            refused={name: reasons[field] for name, field in refused.items()},
            card_code=(answer.get("response_code") or "") if is_card else "",
            card_seconds=CODE_SECONDS,
        )

    def _wecom_explanation(self, error):
        """What an error of the client means, in people's words."""
        return self._wecom_explanations().get(error.code) or self.env._(
            "WeCom answered %(code)s.", code=error.code
        )

    def _wecom_refusals(self):
        return {
            "invaliduser": self.env._(
                "WeCom does not know this member, or the application's visible range "
                "leaves him out."
            ),
            "unlicenseduser": self.env._(
                "This member holds no interface licence in WeCom."
            ),
        }

    def _wecom_explanations(self):
        """What an error code means and what to do about it."""
        token = self.env._(
            "WeCom refuses the access token or the secret. Check the secret of the "
            "application."
        )
        return {
            "-1": self.env._("WeCom is busy."),
            "40001": token,
            "40014": token,
            "42001": token,
            "40013": self.env._("WeCom does not know this corp ID."),
            "45009": self.env._("The call limit of WeCom is used up."),
            "45033": self.env._("Too many calls to WeCom at the same time."),
            "48002": self.env._("The application may not use this interface."),
            "60011": self.env._("The application has no right to this member."),
            "60020": self.env._(
                "This server's address is not among the application's trusted IPs."
            ),
            "60111": self._wecom_refusals()["invaliduser"],
            "81013": self._wecom_refusals()["invaliduser"],
            "301002": self.env._("The AgentId does not belong to this secret."),
        }
