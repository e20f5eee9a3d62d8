import re
import secrets
import time

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_connector.tools.delivery import RecipientRefused

from ..tools import jssdk, login

SIDEBAR_PATH = "/crm_wecom/sidebar"
FETCH_SECONDS = 300
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class CrmConnector(models.Model):
    """The page beside a conversation in WeCom."""

    _inherit = "crm.connector"

    wecom_sidebar_url = fields.Char(
        string="Sidebar Address",
        compute="_compute_wecom_sidebar_url",
        groups="base.group_system",
        help="Enter this address in WeCom's console under the chat toolbar.",
    )
    wecom_guide_url = fields.Char(
        string="Administrator Guide", compute="_compute_wecom_sidebar_url"
    )

    @api.depends("kind")
    def _compute_wecom_sidebar_url(self):
        for connector in self:
            is_wecom = connector.kind == "wecom" and connector._origin.id
            base = connector.get_base_url()
            connector.wecom_sidebar_url = (
                f"{base}{SIDEBAR_PATH}/{connector._origin.id}" if is_wecom else ""
            )
            connector.wecom_guide_url = (
                f"/crm_wecom/guide/{connector._origin.id}" if is_wecom else ""
            )

    @api.model
    def _wecom_sidebar_connector(self, connector_id):
        """The connector of a sidebar, as superuser, if the user is of its companies."""
        # People read no connectors; the page shows nothing of them.
        return self.sudo().search(
            [
                ("id", "=", connector_id),
                ("kind", "=", "wecom"),
                ("company_id", "in", [False, *self.env.user.company_ids.ids]),
            ]
        )

    def _wecom_fetch_later(self, external_id):
        """Ask WeCom for a customer it never told of: in a job, not while one waits."""
        if not _EXTERNAL_ID.fullmatch(external_id):
            return
        # Whoever looks at the page may look at it again and again.
        turn = f"{self.id}:{external_id}:{int(time.time()) // FETCH_SECONDS}"
        if self.env["crm.connector.once"]._take("wecom.fetch", turn):
            self.with_user(SUPERUSER_ID).with_delay(
                description=self.env._("Ask WeCom for a customer")
            )._wecom_fetch_contact(external_id)

    def _wecom_fetch_contact(self, external_id):
        """Take over a customer that somebody talks to. Runs as a job."""
        try:
            with self._calling_in_job():
                contact, _follow = self._wecom_sync_contact(
                    {"ExternalUserID": external_id}
                )
        except RecipientRefused as error:
            return error.detail  # nobody of us has such a contact
        return contact.display_name

    def _wecom_is_vendor(self):
        return login.is_vendor(self.base_url)

    def _wecom_jssdk(self, url):
        """What the page at ``url`` passes to ``wx.config`` and ``wx.agentConfig``.

        :raise UserError: when ``url`` is no page of this connector's sidebar, or a
            setting is missing
        :raise DeliveryError: when WeCom gives no ticket
        """
        self.ensure_one()
        own = f"{self.get_base_url()}{SIDEBAR_PATH}/{self.id}"
        if jssdk.page_url(url).partition("?")[0] != own:
            raise UserError(
                self.env._(
                    "Open the sidebar at %(address)s: WeCom lets no other address ask "
                    "whom you are talking to.",
                    address=own,
                )
            )
        client = self._wecom_client()
        return {
            "corp_id": self.wecom_corp_id,
            "agent_id": self.wecom_agent_id,
            "config": self._wecom_signed(url, "jsapi", client.jsapi_ticket),
            "agent_config": self._wecom_signed(
                url, "agent_config", client.agent_ticket
            ),
        }

    def _wecom_signed(self, url, purpose, fetch):
        def fetch_ticket():
            with self._calling():
                return fetch()

        ticket = self.env["crm.connector.ticket"]._value(self, purpose, fetch_ticket)
        nonce, now = secrets.token_hex(8), int(time.time())
        return {
            "nonceStr": nonce,
            "timestamp": now,
            "signature": jssdk.signature(ticket, nonce, now, url),
        }
