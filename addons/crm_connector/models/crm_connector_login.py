import logging
from urllib.parse import urlencode, urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.delivery import DeliveryError
from ..tools.local_path import local_path
from ..tools.login import LoginProblem, LoginProof

_logger = logging.getLogger(__name__)

PATH = "/crm_connector/login"
OPEN_PATH = "/crm_connector/open"


class CrmConnector(models.Model):
    """Logging in with the chat tool, for people who are users here already.

    An adapter that offers it adds itself to ``_login_kinds`` and has the methods

    * ``_<kind>_login_url(state, back_url, is_inside)``: where the person goes, in the
      tool's own browser (``is_inside``) or in any other;
    * ``_<kind>_login_identify(code)``: the external id of whom the code stands for;
      raises ``LoginProblem`` (``code``: not valid, ``outside``: not of the company) or
      a ``DeliveryError``; and
    * ``_<kind>_is_inside(user_agent, is_link)``: whether this is the tool's own
      browser; ``is_link``: a link of a message was opened.
    """

    _inherit = "crm.connector"

    is_login_enabled = fields.Boolean(
        string="Login",
        help="Users with an identity here log in with the chat tool: by QR code on the "
        "login page, and without a password inside the chat tool.",
    )
    is_open_link_enabled = fields.Boolean(
        string="Links Log in",
        help="Who opens the link of a message inside the chat tool is logged in.",
    )
    is_login_possible = fields.Boolean(compute="_compute_is_login_possible")
    login_back_url = fields.Char(
        string="Address after the Login",
        compute="_compute_login_back_url",
        groups="base.group_system",
        help="The chat tool's console must know this server's host name as trusted.",
    )

    @api.model
    def _login_kinds(self):
        """Hook: kind -> ``LoginKind``, of the chat tools that people log in with."""
        return {}

    @api.depends("kind")
    def _compute_is_login_possible(self):
        kinds = self._login_kinds()
        for connector in self:
            connector.is_login_possible = connector.kind in kinds

    @api.depends("kind")
    def _compute_login_back_url(self):
        for connector in self:
            connector.login_back_url = (
                connector._login_address("/back") if connector.is_login_possible else ""
            )

    def _login_address(self, tail=""):
        return f"{self.get_base_url()}{PATH}/{self.id}{tail}"

    @api.model
    def _with_login(self):
        """The connectors that people may log in with now."""
        return self.search(
            [
                ("is_login_enabled", "=", True),
                ("state", "=", "connected"),
                ("kind", "in", list(self._login_kinds())),
            ]
        )

    def _is_login_allowed(self):
        """Whether people may log in with this connector now."""
        return self.exists() and self.is_login_enabled and (self in self._with_login())

    @api.model
    def _login_buttons(self, path):
        """The buttons of the login page, as Odoo's template takes them.

        :param str path: where the person wanted to go
        """
        kinds = self._login_kinds()
        # Who is not logged in yet may read no connector; names alone are shown.
        connectors_sudo = self.sudo()._with_login()
        used = connectors_sudo.mapped("kind")
        return [
            {
                "auth_link": f"{PATH}/{one.id}?{urlencode({'redirect': path})}",
                "css_class": kinds[one.kind].css_class,
                "body": kinds[one.kind].label
                if used.count(one.kind) == 1
                else f"{kinds[one.kind].label} · {one.name}",
            }
            for one in connectors_sudo
        ]

    def _login_url(self, state, is_inside):
        """Where the chat tool asks the person, and comes back from with a code."""
        back = self._login_address("/back")
        try:
            return self._adapter("login_url")(state, back, is_inside)
        except UserError as error:  # a setting is missing
            _logger.warning("Login with connector %s is not set up", self.id)
            raise LoginProblem("off") from error

    def _is_inside(self, user_agent, is_link=False):
        return self.is_login_possible and self._adapter("is_inside")(
            user_agent or "", is_link
        )

    def _login_proof(self, code):
        """Whom ``code`` stands for, as the chat tool says.

        :raise LoginProblem: it names nobody
        """
        try:
            external_id = self._adapter("login_identify")(code)
        except (DeliveryError, UserError) as error:
            _logger.warning("Login with connector %s failed: %s", self.id, error)
            is_setup = isinstance(error, UserError) or error.is_setup
            raise LoginProblem("off" if is_setup else "busy") from error
        return LoginProof(self.id, external_id)

    def _login_user(self, proof):
        """The user that is bound to whom the chat tool named.

        Through his identity alone: no mobile, no name, and nobody is created.

        :raise LoginProblem: nobody is, or he may not log in
        """
        self.ensure_one()
        identity = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "=", proof.connector_id),
                ("external_id", "=", proof.external_id),
                ("user_id", "!=", False),
            ]
        )
        user = identity.user_id
        if not user or proof.connector_id != self.id or not self._is_login_allowed():
            raise LoginProblem("unbound", proof.external_id)
        if not (user.active and user._is_internal()):
            raise LoginProblem("refused", proof.external_id)
        return user

    def _login_sentence(self, code, external_id=""):
        """What the person reads whose login did not succeed."""
        tool = dict(self._fields["kind"]._description_selection(self.env))
        values = {
            "tool": tool.get(self.kind) or self.env._("the chat tool"),
            "account": external_id,
        }
        sentences = self._login_disturbances(values) | self._login_refusals(values)
        return sentences.get(code) or self.env._(
            "The login with %(tool)s is switched off or disturbed. Log in with your "
            "password, and tell the administrator.",
            **values,
        )

    def _login_disturbances(self, values):
        """What goes away when the person tries again."""
        return {
            "state": self.env._(
                "This login was not begun in this browser, was used already, or took "
                "longer than ten minutes. Please begin again."
            ),
            "code": self.env._(
                "%(tool)s does not accept this login any more: it was used already or "
                "is too old. Please begin again.",
                **values,
            ),
            "busy": self.env._(
                "%(tool)s does not answer at the moment. Please try again, or log in "
                "with your password.",
                **values,
            ),
            "cooldown": self.env._(
                "Too many logins failed. Please wait a minute and try again."
            ),
        }

    def _login_refusals(self, values):
        """What an administrator has to change, or nobody."""
        return {
            "outside": self.env._(
                "You are not a member of the company in %(tool)s. Log in with your "
                "password.",
                **values,
            ),
            "unbound": self.env._(
                "The %(tool)s account %(account)s is linked to no user here. Ask the "
                "administrator to link it under Settings > Connectors > Chat "
                "Identities, or log in with your password.",
                **values,
            ),
            "refused": self.env._(
                "The user who is linked to the %(tool)s account %(account)s may not "
                "log in here. Please ask the administrator.",
                **values,
            ),
        }

    # -- links in messages ------------------------------------------------------
    def _open_url(self, url):
        """``url`` of this server, as an address that logs the person in first.

        Other addresses stay as they are.
        """
        base = self.get_base_url()
        if not self.is_open_link_enabled or not self._is_login_allowed():
            return url
        if not (url or "").startswith(f"{base}/"):
            return url
        parts = urlsplit(url)
        path = parts._replace(scheme="", netloc="").geturl()
        if local_path(path) != path:
            return url
        return f"{base}{OPEN_PATH}/{self.id}?{urlencode({'to': path})}"

    def _send(self, payload, external_ids):
        if url := payload.get("url"):
            payload = {**payload, "url": self._open_url(url)}
        return super()._send(payload, external_ids)
