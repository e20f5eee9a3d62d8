from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

_VISIBLE = [("state", "in", ["released", "signed_off"])]
_TO_SIGN = [("state", "=", "released")]


class DeliverablePortal(CustomerPortal):
    """What a client sees of a project: released versions, to read and to sign."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        model = request.env["project.deliverable"]
        domains = {
            "deliverable_count": _VISIBLE,
            "deliverable_to_sign_count": _TO_SIGN,
        }
        for name in domains.keys() & set(counters):
            readable = model.has_access("read")
            values[name] = model.search_count(domains[name]) if readable else 0
        return values

    @http.route(
        ["/my/deliverables", "/my/deliverables/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_deliverables(self, page=1, filterby="all", **_kwargs):
        """List the client's released deliverables."""
        model = request.env["project.deliverable"]
        if not model.has_access("read"):
            return request.redirect("/my")
        filters = {
            "all": {"label": request.env._("All"), "domain": _VISIBLE},
            "to_sign": {"label": request.env._("To sign"), "domain": _TO_SIGN},
            "signed": {
                "label": request.env._("Signed off"),
                "domain": [("state", "=", "signed_off")],
            },
        }
        filterby = filterby if filterby in filters else "all"
        domain = filters[filterby]["domain"]
        page_values = pager(
            url="/my/deliverables",
            url_args={"filterby": filterby},
            total=model.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        deliverables = model.search(
            domain, limit=self._items_per_page, offset=page_values["offset"]
        )
        values = self._prepare_portal_layout_values() | {
            # Names of project and phase are the client's to see, the rest is not.
            "deliverables": deliverables.sudo(),
            "page_name": "deliverable",
            "default_url": "/my/deliverables",
            "pager": page_values,
            "searchbar_filters": filters,
            "filterby": filterby,
            "client_tz": self._client_timezone(),
        }
        return request.render("crm_projects.portal_my_deliverables", values)

    def _client_timezone(self):
        """Return the reader's time zone; a reader with a token only has none."""
        company_sudo = request.env.company.sudo()  # clients do not read our settings
        return request.env.user.tz or company_sudo.working_tz

    def _deliverable_for_client(self, deliverable_id, access_token):
        """Return the deliverable as superuser when the caller may see it.

        :raise AccessError, MissingError: no right, no token, or not released
        """
        deliverable_sudo = self._document_check_access(
            "project.deliverable", deliverable_id, access_token
        )
        if deliverable_sudo.state not in ("released", "signed_off"):
            if not request.env.user._is_internal():
                raise MissingError(
                    request.env._("This deliverable is not released yet.")
                )
        return deliverable_sudo

    @http.route(
        "/my/deliverables/<int:deliverable_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_my_deliverable(
        self, deliverable_id, access_token=None, message=None, **kwargs
    ):
        """Show one deliverable: versions, download, signature, discussion."""
        try:
            deliverable_sudo = self._deliverable_for_client(
                deliverable_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        is_staff = request.env.user._is_internal()
        values = {
            "page_name": "deliverable",
            "deliverable": deliverable_sudo,
            "versions": deliverable_sudo._visible_versions(),
            "client_version": deliverable_sudo.client_version_id,
            "message": message,
            "is_staff": is_staff,
            "client_tz": self._client_timezone(),
            "can_sign": deliverable_sudo.state == "released" and not is_staff,
            "signer_name": (
                ""
                if request.env.user._is_public()
                else request.env.user.partner_id.name
            ),
        }
        values = self._get_page_view_values(
            deliverable_sudo,
            access_token,
            values,
            "my_deliverables_history",
            False,
            **kwargs,
        )
        return request.render("crm_projects.portal_my_deliverable", values)

    @http.route(
        "/my/deliverables/<int:deliverable_id>/versions/<int:version_id>",
        type="http",
        auth="public",
        readonly=True,
    )
    def portal_deliverable_download(
        self, deliverable_id, version_id, access_token=None, inline=None, **_kwargs
    ):
        """Send the file of a version after checking right and hash."""
        try:
            version_sudo = self._version_for_caller(
                deliverable_id, version_id, access_token
            )
        except (AccessError, MissingError):
            raise request.not_found() from None
        try:
            stream = version_sudo._get_stream()
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=409
            )
        stream.download_name = version_sudo.filename
        shown = bool(inline and version_sudo._preview_kind())
        return stream.get_response(as_attachment=not shown)

    def _version_for_caller(self, deliverable_id, version_id, access_token):
        """Return a version the caller may download, as superuser."""
        user = request.env.user
        version = request.env["project.deliverable.version"].browse(version_id)
        if user._is_internal() and version.exists().has_access("read"):
            visible = version.exists()
        else:
            visible = self._deliverable_for_client(
                deliverable_id, access_token
            )._visible_versions()
        version_sudo = visible.sudo().filtered(
            lambda v: v.id == version_id and v.deliverable_id.id == deliverable_id
        )
        if not version_sudo:
            raise MissingError(request.env._("This version does not exist."))
        return version_sudo

    @http.route(
        "/my/deliverables/<int:deliverable_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def portal_deliverable_sign(
        self, deliverable_id, access_token=None, name=None, signature=None, **kwargs
    ):
        """Sign a version off; answers as the signature widget expects."""
        args = request.httprequest.args
        try:
            deliverable_sudo = self._deliverable_for_client(
                deliverable_id, access_token or args.get("access_token")
            )
            version_sudo = self._version_to_sign(
                deliverable_sudo, kwargs.get("version") or args.get("version")
            )
        except (AccessError, MissingError):
            return {"error": request.env._("This deliverable is not available.")}
        user = request.env.user
        if user._is_internal():
            return {"error": request.env._("Only the client can sign this off.")}
        try:
            # Of a signature that is refused half-way nothing stays.
            with request.env.cr.savepoint():
                version_sudo._sign_off(
                    name,
                    signature,
                    ip=request.httprequest.remote_addr,
                    partner=None if user._is_public() else user.partner_id,
                )
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": deliverable_sudo.get_portal_url(
                query_string="&message=sign_ok"
            ),
        }

    def _version_to_sign(self, deliverable_sudo, version_id):
        """Return the version the page showed to the signer."""
        version_sudo = deliverable_sudo._visible_versions().filtered(
            lambda v: str(v.id) == str(version_id)
        )
        if not version_sudo:
            raise MissingError(request.env._("This version does not exist."))
        return version_sudo
