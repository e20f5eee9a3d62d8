from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.crm_lead_form_intake import ALWAYS, HONEYPOT
from ..models.form_problems import FormProblems

HEADERS = {
    # The link carries nobody's rights, and is in no frame of somebody else's page.
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


class LeadFormPage(http.Controller):
    """The public page of a form. It tells nobody whether a customer is known."""

    # No CSRF token: there is no session to abuse, and the form's own signed token,
    # good for one lead, is what a foreign page cannot make.
    @http.route(
        "/lead/<string:code>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def lead_form(self, code, **typed):
        """Show the form, or receive it."""
        form_sudo = self._form(code)
        if not form_sudo:
            return self._render("crm_pipeline.lead_form_closed", {}, 404)
        if request.httprequest.method != "POST":
            return self._render_form(form_sudo, {}, {})
        try:
            with request.env.cr.savepoint():
                form_sudo._receive(typed, request.httprequest.remote_addr)
        except FormProblems as problems:
            return self._render_form(form_sudo, typed, problems.sentences)
        except UserError as error:
            return self._render_form(form_sudo, typed, {"": str(error)}, 429)
        return self._render("crm_pipeline.lead_form_thanks", {"form": form_sudo})

    def _form(self, code):
        """Return the form of a link, as superuser in its language; empty if closed."""
        # Visitors have no right to forms: the link is what lets them in.
        forms_sudo = request.env["crm.lead.form"].sudo()
        form_sudo = forms_sudo.search([("code", "=", code[:100])], limit=1)
        if not form_sudo:
            return form_sudo
        request.update_context(lang=form_sudo.lang)
        return form_sudo.with_context(
            lang=form_sudo.lang, allowed_company_ids=form_sudo.company_id.ids
        )

    def _render_form(self, form_sudo, typed, problems, status=200):
        fields = form_sudo._form_fields()
        values = {
            "form": form_sudo,
            "fields": fields,
            "needed": {field.name for field in ALWAYS},
            "labels": form_sudo._labels(),
            "limits": {field.name: field.limit for field in fields},
            "typed": {
                field.name: str(typed.get(field.name) or "")[: field.limit * 2]
                for field in fields
            },
            "has_consent": bool(typed.get("consent")),
            "problems": problems,
            "honeypot": HONEYPOT,
            # What was wrong is corrected in the same showing of the form.
            "token": typed.get("token") if self._is_kept(problems) else None,
            "design_types": form_sudo.env["crm.design.type"].search([]),
        }
        values["token"] = values["token"] or form_sudo._issue_token()
        return self._render("crm_pipeline.lead_form_page", values, status)

    def _is_kept(self, problems):
        return bool(problems) and "" not in problems

    def _render(self, template, values, status=200):
        response = request.render(template, values, status=status)
        response.headers.update(HEADERS)
        return response
