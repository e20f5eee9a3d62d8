from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request


class WecomGuide(http.Controller):
    """Every setting in WeCom's console, with this connector's own addresses."""

    @http.route(
        "/crm_wecom/guide/<int:connector_id>",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def guide(self, connector_id, **_values):
        """The guide, for administrators alone."""
        if not request.env.user.has_group("base.group_system"):
            raise AccessError(
                request.env._("The guide of a connector is for administrators.")
            )
        connector = request.env["crm.connector"].search(
            [("id", "=", connector_id), ("kind", "=", "wecom")]
        )
        if not connector:
            raise request.not_found()
        base = connector.get_base_url()
        response = request.render(
            "crm_wecom.guide_page",
            {"connector": connector, "host": base.split("://")[-1]},
        )
        response.headers["Cache-Control"] = "no-store"
        return response
