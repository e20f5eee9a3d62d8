import re

from odoo import models
from odoo.tools import escape_psql

from odoo.addons.crm_connector.clients.errors import ClientLoginCode
from odoo.addons.crm_connector.tools.login import LoginKind, LoginProblem

from ..tools import login

_CODE = re.compile(r"[A-Za-z0-9_-]{1,512}")


class CrmConnector(models.Model):
    """Logging in with WeCom: inside its app, and by QR code in any browser."""

    _inherit = "crm.connector"

    def _login_kinds(self):
        return super()._login_kinds() | {
            "wecom": LoginKind(
                label=self.env._("Log in with WeCom"), css_class="fa fa-fw fa-weixin"
            )
        }

    def _wecom_is_inside(self, user_agent, is_link):
        """Whether WeCom's own browser asks; it is that opens links at a simulator."""
        is_played = is_link and not login.is_vendor(self.base_url)
        return login.is_inside(user_agent) or is_played

    def _wecom_login_url(self, state, back_url, is_inside):
        """Where WeCom asks the person.

        :raise UserError: when a setting is missing
        """
        self._wecom_client()  # says which setting is missing
        make = login.inside_url if is_inside else login.web_url
        return make(
            self._checked_base_url(),
            self.wecom_corp_id,
            self.wecom_agent_id,
            back_url,
            state,
        )

    def _wecom_login_identify(self, code):
        """The UserID that ``code`` stands for, as it is written here.

        :raise LoginProblem: the code is not valid, or stands for no member
        :raise ClientError: WeCom could not be asked
        """
        if not _CODE.fullmatch(code):
            raise LoginProblem("code")
        try:
            answer = self._wecom_client().login_user(code)
        except ClientLoginCode as error:
            raise LoginProblem("code") from error
        userid = login.member_of(answer)
        if not userid:
            raise LoginProblem("outside")
        return self._wecom_known_userid(userid)

    def _wecom_known_userid(self, userid):
        """``userid`` as the identity here has it: WeCom does not tell case apart."""
        known = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "=", self.id),
                ("user_id", "!=", False),
                ("external_id", "=ilike", escape_psql(userid)),
            ]
        )
        names = known.mapped("external_id")
        return names[0] if len(names) == 1 else userid
