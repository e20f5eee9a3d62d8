from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager

from .portal import DeliverablePortal


class DesignProjectPortal(DeliverablePortal):
    """The client's project at a glance, his remarks, and two versions side by side."""

    def _client_project_domain(self):
        """Return whose projects the reader may see: those of his own company."""
        partner = request.env.user.partner_id.commercial_partner_id
        return [
            ("contract_id.partner_id", "child_of", partner.id),
            ("is_template", "=", False),
        ]

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "design_project_count" in counters:
            # Clients have no right on projects; the domain is their own company.
            values["design_project_count"] = (
                request.env["project.project"]
                .sudo()
                .search_count(self._client_project_domain())
            )
        return values

    # Not read-only: a link makes the document's token where there is none yet.
    @http.route(
        ["/my/design", "/my/design/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_design_projects(self, page=1, **_kwargs):
        """List the client's projects, a page at a time."""
        # Clients have no right on projects; the domain is their own company.
        model_sudo = request.env["project.project"].sudo()
        domain = self._client_project_domain()
        page_values = pager(
            url="/my/design",
            total=model_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        projects_sudo = model_sudo.search(
            domain,
            order="id desc",
            limit=self._items_per_page,
            offset=page_values["offset"],
        )
        if len(projects_sudo) == 1 and page_values["page_count"] == 1:
            return request.redirect(f"/my/design/{projects_sudo.id}")
        values = self._prepare_portal_layout_values() | {
            "projects": projects_sudo,
            "page_name": "design_project",
            "default_url": "/my/design",
            "pager": page_values,
        }
        return request.render("crm_projects.portal_my_design_projects", values)

    @http.route(
        "/my/design/<int:project_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_design_project(self, project_id, **_kwargs):
        """Show one project: phases, what waits for the client, files, history."""
        project_sudo = self._project_for_reader(project_id)
        if not project_sudo:
            return request.redirect("/my")
        values = self._prepare_portal_layout_values() | {
            "design_project": project_sudo,
            "phases": project_sudo._client_phases(),
            "waiting": project_sudo._client_waiting(),
            "history": project_sudo._client_history(),
            "page_name": "design_project",
            "client_tz": self._client_timezone(),
            "is_staff": request.env.user._is_internal(),
        }
        return request.render("crm_projects.portal_my_design_project", values)

    def _project_for_reader(self, project_id):
        """Return the project as superuser when the reader may see it, or none."""
        user = request.env.user
        projects = request.env["project.project"]
        if user._is_internal():
            return projects.search([("id", "=", project_id)]).sudo()
        # Clients have no right on projects; the domain is their own company.
        return projects.sudo().search(
            [("id", "=", project_id), *self._client_project_domain()]
        )

    # -- remarks ---------------------------------------------------------------------

    @http.route(
        "/my/deliverables/<int:deliverable_id>/comment",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def portal_deliverable_comment(
        self, deliverable_id, access_token=None, body=None, **kwargs
    ):
        """Keep a remark of the client on the version that he sees."""
        args = request.httprequest.args
        try:
            deliverable_sudo = self._deliverable_for_client(
                deliverable_id, access_token or args.get("access_token")
            )
            version_sudo = self._version_to_sign(
                deliverable_sudo, kwargs.get("version")
            )
        except (AccessError, MissingError):
            return {"error": request.env._("This deliverable is not available.")}
        user = request.env.user
        if user._is_internal():
            return {
                "error": request.env._(
                    "This is the client's page. Write your remark on the version "
                    "itself."
                )
            }
        place = (kwargs.get("page"), kwargs.get("x"), kwargs.get("y"))
        try:
            with request.env.cr.savepoint():
                comment_sudo = version_sudo._comment_as_client(
                    body, place, None if user._is_public() else user.partner_id
                )
        except UserError as error:
            return {"error": str(error)}
        return {"number": comment_sudo.number}

    # -- pictures --------------------------------------------------------------------

    @http.route(
        "/my/deliverables/<int:deliverable_id>/versions/<int:version_id>/thumbnail",
        type="http",
        auth="public",
        readonly=True,
    )
    def portal_deliverable_thumbnail(
        self, deliverable_id, version_id, access_token=None, **_kwargs
    ):
        """Send the small picture of a version to who may see the version."""
        try:
            version_sudo = self._version_for_caller(
                deliverable_id, version_id, access_token
            )
        except (AccessError, MissingError):
            raise request.not_found() from None
        if version_sudo.thumbnail_state != "drawn":
            return request.redirect(version_sudo._icon_url())
        # The right was checked on the version, as for its file.
        binary_sudo = request.env["ir.binary"].sudo()
        stream = binary_sudo._get_stream_from(version_sudo, "thumbnail")
        return stream.get_response(as_attachment=False)

    # -- comparison ------------------------------------------------------------------

    @http.route(
        "/my/deliverables/<int:deliverable_id>/compare",
        type="http",
        auth="public",
        website=True,
    )
    def portal_deliverable_compare(
        self, deliverable_id, access_token=None, old=None, new=None, **_kwargs
    ):
        """Show two versions side by side, or say what tells them apart."""
        try:
            versions_sudo = self._versions_to_compare(deliverable_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        new_sudo = self._pick(versions_sudo, new) or versions_sudo[:1]
        older_sudo = versions_sudo.filtered(lambda v: v.number < new_sudo.number)
        old_sudo = self._pick(versions_sudo, old) or older_sudo[:1] or new_sudo
        values = {
            "page_name": "deliverable",
            "deliverable": versions_sudo.deliverable_id,
            "versions": versions_sudo,
            "pair": [old_sudo, new_sudo],
            "is_same": old_sudo.sha256 == new_sudo.sha256,
            "access_token": access_token,
            "client_tz": self._client_timezone(),
        }
        return request.render("crm_projects.portal_deliverable_compare", values)

    def _versions_to_compare(self, deliverable_id, access_token):
        """Return the versions the reader may see, as superuser, newest first."""
        if request.env.user._is_internal() and not access_token:
            versions = request.env["project.deliverable.version"].search(
                [("deliverable_id", "=", deliverable_id)]
            )
        else:
            versions = self._deliverable_for_client(
                deliverable_id, access_token
            )._visible_versions()
        if not versions:
            raise MissingError(request.env._("There is no version yet."))
        return versions.sudo().sorted("number", reverse=True)

    def _pick(self, versions, version_id):
        return versions.filtered(lambda version: str(version.id) == str(version_id))
