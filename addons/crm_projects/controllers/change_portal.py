from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import consteq

from .project_portal import DesignProjectPortal


class ChangeOrderPortal(DesignProjectPortal):
    """What a client wants changed, what it costs, and his answer."""

    def _change_for_client(self, order_id, access_token):
        """Return the change order as superuser when the caller may see it, or none."""
        return self._for_reader("project.change.order", order_id, access_token)

    def _for_reader(self, model, record_id, access_token):
        """Return a document of a project as superuser when its reader may see it.

        Clients have no right on these: theirs is what ``_is_for_client()`` and belongs
        to their own company, or what their token opens.

        :param model: one with ``portal.mixin``, ``partner_id`` and ``_is_for_client()``
        :return: the record, or none
        """
        records = request.env[model]
        user = request.env.user
        if user._is_internal():
            readable = records.has_access("read")
            return records.search([("id", "=", record_id * readable)]).sudo()
        record_sudo = records.sudo().browse(record_id).exists()
        if not record_sudo or not record_sudo._is_for_client():
            return records.sudo()
        if access_token and record_sudo.access_token:
            if consteq(record_sudo.access_token, access_token):
                return record_sudo
        partner = user.partner_id.commercial_partner_id
        is_own = (
            not user._is_public()
            and record_sudo.partner_id.commercial_partner_id == partner
        )
        return record_sudo if is_own else records.sudo()

    @http.route("/my/changes/<int:order_id>", type="http", auth="public", website=True)
    def portal_my_change(self, order_id, access_token=None, message=None, **_kwargs):
        """Show one change order, and ask for the client's answer."""
        order_sudo = self._change_for_client(order_id, access_token)
        if not order_sudo:
            return request.redirect("/my")
        return request.render(
            "crm_projects.portal_my_change",
            self._change_values(order_sudo, access_token) | {"message": message},
        )

    def _change_values(self, order_sudo, access_token, error=None):
        is_staff = request.env.user._is_internal()
        return self._prepare_portal_layout_values() | {
            "page_name": "change",
            "change": order_sudo,
            "design_project": order_sudo.project_id,
            "access_token": access_token,
            "is_staff": is_staff,
            "can_answer": order_sudo.state == "sent" and not is_staff,
            "client_tz": self._client_timezone(),
            "error": error,
            "signer_name": (
                ""
                if request.env.user._is_public()
                else request.env.user.partner_id.name
            ),
        }

    @http.route(
        "/my/changes/<int:order_id>/sign", type="jsonrpc", auth="public", website=True
    )
    def portal_change_sign(
        self, order_id, access_token=None, name=None, signature=None, **kwargs
    ):
        """Accept a change order; answers as the signature widget expects."""
        args = request.httprequest.args
        token = access_token or args.get("access_token")
        order_sudo = self._change_for_client(order_id, token)
        if not order_sudo:
            return {"error": request.env._("This change order is not available.")}
        user = request.env.user
        if user._is_internal():
            return {"error": request.env._("Only the client can accept this.")}
        client = {
            "ip": request.httprequest.remote_addr,
            "partner": None if user._is_public() else user.partner_id,
        }
        shown = kwargs.get("shown") or args.get("shown")
        try:
            with request.env.cr.savepoint():
                order_sudo._accept(shown, name, signature, client)
        except UserError as error:
            return {"error": str(error)}
        url = order_sudo.get_portal_url(query_string="&message=sign_ok")
        return {"force_refresh": True, "redirect_url": url}

    @http.route(
        "/my/changes/<int:order_id>/refuse",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_change_refuse(self, order_id, access_token=None, reason=None, **_kwargs):
        """Keep that the client does not want it, and why."""
        order_sudo = self._change_for_client(order_id, access_token)
        if not order_sudo or request.env.user._is_internal():
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                order_sudo._refuse_as_client(reason)
        except UserError as error:
            values = self._change_values(order_sudo, access_token, str(error))
            return request.render("crm_projects.portal_my_change", values)
        return request.redirect(order_sudo.get_portal_url())

    # -- asking for one --------------------------------------------------------------

    @http.route(
        "/my/design/<int:project_id>/changes",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_project_change(self, project_id, **wish):
        """Keep what the client wants changed in his project."""
        project_sudo = self._project_for_reader(project_id)
        if not project_sudo or request.env.user._is_internal():
            return request.redirect("/my")
        none = project_sudo.deliverable_ids.browse()
        return self._keep_wish(project_sudo, none, wish, f"/my/design/{project_id}?")

    @http.route(
        "/my/deliverables/<int:deliverable_id>/changes",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_deliverable_change(self, deliverable_id, access_token=None, **wish):
        """Keep what the client wants changed in a deliverable."""
        try:
            item_sudo = self._deliverable_for_client(deliverable_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if request.env.user._is_internal():
            return request.redirect(item_sudo.get_portal_url())
        url = item_sudo.get_portal_url(query_string="&")
        return self._keep_wish(item_sudo.project_id, item_sudo, wish, url)

    def _keep_wish(self, project_sudo, item_sudo, wish, url):
        user = request.env.user
        partner = None if user._is_public() else user.partner_id
        client = {"partner": partner, "name": partner and partner.name}
        try:
            with request.env.cr.savepoint():
                request.env["project.change.order"].sudo()._request_as_client(
                    project_sudo, item_sudo, wish, client
                )
        except UserError as error:
            values = self._prepare_portal_layout_values() | {
                "page_name": "change",
                "change_error": str(error),
                "back_url": url.rstrip("?&"),
            }
            return request.render("crm_projects.portal_change_problem", values)
        return request.redirect(f"{url}message=change_ok#change_orders")
