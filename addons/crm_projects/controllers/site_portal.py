import base64

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.crm_contract.tools.html_pdf import EngineError

from .change_portal import ChangeOrderPortal


class SiteVisitPortal(ChangeOrderPortal):
    """What a client is shown of the visits to his site."""

    def _visit_for_reader(self, visit_id, access_token):
        """Return the visit as superuser when the reader may see it, or none."""
        return self._for_reader("project.site.visit", visit_id, access_token)

    @http.route("/my/visits/<int:visit_id>", type="http", auth="public", website=True)
    def portal_my_visit(self, visit_id, access_token=None, **_kwargs):
        """Show one visit: what was found, photos, issues, who signed."""
        visit_sudo = self._visit_for_reader(visit_id, access_token)
        if not visit_sudo:
            return request.redirect("/my")
        values = self._prepare_portal_layout_values() | {
            "page_name": "site_visit",
            "visit": visit_sudo,
            "design_project": visit_sudo.project_id,
            "is_staff": request.env.user._is_internal(),
            "client_tz": self._client_timezone(),
        }
        return request.render("crm_projects.portal_my_visit", values)

    @http.route(
        "/my/visits/<int:visit_id>/photos/<int:photo_id>",
        type="http",
        auth="public",
        readonly=True,
    )
    def portal_visit_photo(
        self, visit_id, photo_id, access_token=None, small=None, **_kwargs
    ):
        """Send a photo of a visit that the reader may see."""
        visit_sudo = self._visit_for_reader(visit_id, access_token)
        photo_sudo = visit_sudo.photo_ids.filtered(lambda one: one.id == photo_id)
        if not photo_sudo:
            raise request.not_found()
        content = base64.b64decode(photo_sudo.thumbnail if small else photo_sudo.image)
        return request.make_response(
            content,
            [
                ("Content-Type", "image/jpeg"),
                ("Cache-Control", "private, max-age=3600"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route(
        "/my/visits/<int:visit_id>/report", type="http", auth="public", website=True
    )
    def portal_visit_report(self, visit_id, access_token=None, **_kwargs):
        """Send the report of a visit as a PDF, or as a page to print."""
        visit_sudo = self._visit_for_reader(visit_id, access_token)
        if not visit_sudo:
            return request.redirect("/my")
        try:
            content, mimetype = visit_sudo._report_file()
        except (UserError, EngineError) as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=409
            )
        headers = [
            ("Content-Type", mimetype),
            ("X-Content-Type-Options", "nosniff"),
            # The page runs nothing and loads nothing.
            (
                "Content-Security-Policy",
                "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
            ),
        ]
        if mimetype == "application/pdf":
            name = f"{visit_sudo.display_name}.pdf"
            place = content_disposition(name, "inline")
            headers.append(("Content-Disposition", place))
        return request.make_response(content, headers)
