import base64

from odoo import models
from odoo.tools.image import image_data_uri

from odoo.addons.crm_contract.tools import html_pdf

from ..tools.photos import clean

#: The longer side of a photo on paper: two stand beside each other.
PRINT_SIDE = 1000
#: More would make a file that no mail takes; the page in the portal shows all.
PRINT_PHOTOS = 60


class ProjectSiteVisit(models.Model):
    """The report of a visit, as a page and as a PDF where the server can make one."""

    _inherit = "project.site.visit"

    def _is_for_client(self):
        """Whether the client may see it: closed, and shown to him."""
        self.ensure_one()
        return self.state == "closed" and self.is_shared

    def _report_html(self):
        """Return the report as a page that loads nothing.

        :raise UserError: a closed visit that was changed behind our back
        """
        self.ensure_one()
        # Who may read the visit reads all of its report.
        visit_sudo = self.sudo()
        visit_sudo._check_intact()
        return self.env["ir.qweb"]._render(
            "crm_projects.site_visit_report",
            {
                "visit": visit_sudo,
                "company": visit_sudo.company_id or self.env.company.sudo(),
                "photos": [
                    (photo, self._print_uri(photo))
                    for photo in visit_sudo.photo_ids[:PRINT_PHOTOS]
                ],
                "more": len(visit_sudo.photo_ids[PRINT_PHOTOS:]),
                "image_data_uri": image_data_uri,
            },
        )

    def _print_uri(self, photo):
        plain, _taken_at = clean(base64.b64decode(photo.image), PRINT_SIDE)
        return image_data_uri(base64.b64encode(plain))

    def _report_file(self):
        """Return the report: its bytes and their type, PDF where there is an engine.

        :rtype: tuple[bytes, str]
        """
        html = str(self._report_html())
        engine = html_pdf.find_engine()
        if engine:
            return html_pdf.render(html, engine), "application/pdf"
        return html.encode(), "text/html; charset=utf-8"
