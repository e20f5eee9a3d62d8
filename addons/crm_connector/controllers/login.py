import logging
import time
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.http import request

from odoo.addons.web.controllers.home import Home
from odoo.addons.web.controllers.utils import _get_login_redirect_url

from ..models.crm_connector_login import OPEN_PATH, PATH
from ..models.res_users import LOGIN_TYPE
from ..tools.local_path import HOME, local_path
from ..tools.login import LoginProblem, new_state, pending_path, with_pending

_logger = logging.getLogger(__name__)

PENDING, PROBLEM = "crm_connector_login", "crm_connector_login_problem"


class ConnectorLogin(http.Controller):
    """Log in with a chat tool: there with a state, back with a code.

    The state lies in the browser's own session, so that nobody's browser ends up in
    somebody else's login; it is used once, here and in the database.
    """

    @http.route(
        f"{PATH}/<int:connector_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def begin(self, connector_id, redirect=None, **_values):
        """Send the person to the chat tool; it shows a QR code, or knows him."""
        agent = request.httprequest.user_agent.string
        connector_sudo = self._connector(connector_id)
        return self._begin(
            connector_sudo, local_path(redirect), connector_sudo._is_inside(agent)
        )

    @http.route(
        f"{OPEN_PATH}/<int:connector_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def open(self, connector_id, to=None, **_values):
        """Open a page from inside the chat tool; who is not logged in is first."""
        path = local_path(to)
        if request.session.uid:
            return request.redirect(path, 303)
        connector_sudo = self._connector(connector_id)
        agent = request.httprequest.user_agent.string
        if not connector_sudo._is_inside(agent, is_link=True) or not (
            connector_sudo._is_login_allowed()
        ):
            return self._to_login_page(path)
        return self._begin(connector_sudo, path, True)

    @http.route(
        f"{PATH}/<int:connector_id>/back",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def back(self, connector_id, code=None, state=None, **_values):
        """Log in whom the chat tool names, when he is a user here."""
        connector_sudo = self._connector(connector_id)
        path = HOME
        try:
            path, proof = self._proved(connector_sudo, state, code)
            user_sudo = connector_sudo._login_user(proof)
        except LoginProblem as problem:
            return self._refuse(connector_sudo, problem, path)
        credential = {"type": LOGIN_TYPE, "login": user_sudo.login, "proof": proof}
        try:
            auth_info = request.session.authenticate(request.env, credential)
        except AccessDenied:
            return self._refuse(connector_sudo, LoginProblem("cooldown"), path)
        request.session.pop(PENDING, None)
        response = request.redirect(
            _get_login_redirect_url(auth_info["uid"], path), 303
        )
        return self._uncached(response)

    # -- the steps ---------------------------------------------------------------
    def _connector(self, connector_id):
        # Nobody is logged in yet; what the connector allows is checked each time.
        return request.env["crm.connector"].sudo().browse(connector_id).exists()

    def _begin(self, connector_sudo, path, is_inside):
        if not connector_sudo._is_login_allowed():
            return self._refuse(connector_sudo, LoginProblem("off"), path)
        state = new_state()
        try:
            url = connector_sudo._login_url(state, is_inside)
        except LoginProblem as problem:
            return self._refuse(connector_sudo, problem, path)
        pending = request.session.get(PENDING) or {}
        request.session[PENDING] = with_pending(
            pending, state, connector_sudo.id, path, time.time()
        )
        return self._uncached(request.redirect(url, 303, local=False))

    def _proved(self, connector_sudo, state, code):
        """Where the person wanted to go, and whom the chat tool names.

        What a stranger may guess counts as a failed login of his address.
        """
        users = request.env["res.users"]
        try:
            with users._assert_can_auth(user=LOGIN_TYPE):
                return self._checked(connector_sudo, state, code)
        except AccessDenied as denied:
            raise denied.__cause__ or LoginProblem("cooldown") from None

    def _checked(self, connector_sudo, state, code):
        pending = dict(request.session.get(PENDING) or {})
        path = pending_path(pending, state, connector_sudo.id, time.time())
        if pending.pop(state, None):
            request.session[PENDING] = pending
        # A session may be copied, or read twice at the same moment.
        once_sudo = request.env["crm.connector.once"].sudo()
        if path is None or not once_sudo._take("login", state):
            raise AccessDenied() from LoginProblem("state")
        if not connector_sudo._is_login_allowed():
            raise LoginProblem("off")
        try:
            return path, connector_sudo._login_proof(code or "")
        except LoginProblem as problem:
            if problem.code != "code":
                raise
            raise AccessDenied() from problem

    def _refuse(self, connector_sudo, problem, path):
        """Say on the login page why; a link cannot put words there."""
        _logger.info(
            "Login with connector %s refused: %s", connector_sudo.id, problem.code
        )
        request.session[PROBLEM] = {
            "connector": connector_sudo.id,
            "code": problem.code,
            "external_id": problem.external_id,
        }
        return self._to_login_page(path)

    def _to_login_page(self, path):
        query = urlencode({"redirect": path})
        return self._uncached(request.redirect(f"/web/login?{query}", 303))

    def _uncached(self, response):
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


class Login(Home):
    @http.route()
    def web_login(self, redirect=None, **kw):
        """Add the chat tools' buttons, and why a login with one did not succeed."""
        response = super().web_login(redirect=redirect, **kw)
        if not response.is_qweb:
            return response
        connectors = request.env["crm.connector"]
        response.qcontext["connector_buttons"] = connectors._login_buttons(
            local_path(redirect)
        )
        problem = request.session.pop(PROBLEM, None)
        if problem and not response.qcontext.get("error"):
            # Who is not logged in reads no connector: only its kind is named.
            connector_sudo = connectors.sudo().browse(problem["connector"] or [])
            response.qcontext["error"] = connector_sudo.exists()._login_sentence(
                problem["code"], problem["external_id"]
            )
        return response
