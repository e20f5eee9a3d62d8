import secrets

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.crm_registration_portal import FILE_SIZE, FILES, FORM_FIELDS
from ..models.form_problems import FormProblems
from ..tools import portal_form

PAGE_SIZE = 20
URL = "/my/registrations"


class RegistrationPortal(CustomerPortal):
    """What a channel partner sees: his company's registrations, and a form."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            # The page itself. What answers a request for counters is taken for one,
            # and the script that shows the cards stops at a name without a card.
            values["is_channel_partner"] = bool(self._channel_partner())
        elif "channel_registration_count" in counters:
            values["channel_registration_count"] = request.env[
                "crm.channel.registration"
            ].search_count([])
        return values

    def _channel_partner(self):
        """Return the channel partner for whom the user acts, as superuser."""
        user = request.env.user
        partner = user.partner_id
        if not user._is_portal():
            return partner.browse()
        return partner._get_channel_partner()

    def _refusal(self):
        values = self._prepare_portal_layout_values() | {"page_name": "registration"}
        return request.render("crm_pipeline.portal_no_channel", values, status=403)

    # -- the list ------------------------------------------------------------------

    @http.route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_registrations(
        self, page=1, sortby="newest", filterby="all", search="", **_kwargs
    ):
        """List what the user's company has registered."""
        if not self._channel_partner():
            return self._refusal()
        Registration = request.env["crm.channel.registration"]
        sortings, filters = self._registration_sortings(), self._registration_filters()
        sortby = sortby if sortby in sortings else "newest"
        filterby = filterby if filterby in filters else "all"
        search = search.strip()[:100]
        domain = Domain(filters[filterby]["domain"]) & self._search_domain(search)
        args = {"sortby": sortby, "filterby": filterby, "search": search}
        pages = pager(
            url=URL,
            url_args=args,
            total=Registration.search_count(domain),
            page=page,
            step=PAGE_SIZE,
        )
        registrations = Registration.search(
            domain,
            order=sortings[sortby]["order"],
            limit=PAGE_SIZE,
            offset=pages["offset"],
        )
        values = self._prepare_portal_layout_values() | {
            **args,
            "page_name": "registration",
            "registrations": registrations,
            "is_filtered": bool(search) or filterby != "all",
            "default_url": URL,
            "pager": pages,
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
        }
        return request.render("crm_pipeline.portal_my_registrations", values)

    def _registration_sortings(self):
        return {
            "newest": {
                "label": request.env._("Newest"),
                "order": "submitted_at desc, id desc",
            },
            "ending": {
                "label": request.env._("Ending first"),
                "order": "protected_until, id",
            },
            "customer": {
                "label": request.env._("Customer"),
                "order": "customer_name, id",
            },
        }

    def _registration_filters(self):
        labels = {
            "all": request.env._("All"),
            "review": request.env._("Under review"),
            "protected": request.env._("Protected"),
            "ending": request.env._("Ending within 7 days"),
            "closed": request.env._("Closed"),
        }
        domains = request.env["crm.channel.registration"]._get_portal_filters()
        return {
            name: {"label": label, "domain": domains[name]}
            for name, label in labels.items()
        }

    def _search_domain(self, search):
        if not search:
            return Domain.TRUE
        return Domain.OR(
            Domain(name, "ilike", search)
            for name in ("name", "customer_name", "project_name")
        )

    # -- one -----------------------------------------------------------------------

    def _own_registration(self, registration_id):
        """Return one of the company's registrations.

        :raises NotFound: there is none, or it is another's: the answer is the same
        """
        Registration = request.env["crm.channel.registration"]
        found = Registration.search([("id", "=", registration_id)])
        if not found:
            raise NotFound
        return found

    @http.route(f"{URL}/<int:registration_id>", type="http", auth="user", website=True)
    def portal_my_registration(self, registration_id, notice=None, **_kwargs):
        """Show what became of one registration."""
        if not self._channel_partner():
            return self._refusal()
        return self._render_registration(
            self._own_registration(registration_id), notice=notice
        )

    def _render_registration(self, registration, **extra):
        # Names of design types are no secret.
        types_sudo = request.env["crm.design.type"].sudo()
        labels = request.env["crm.registration"]._portal_labels()
        entry = dict(registration.entry)
        entry["design_type_id"] = types_sudo.browse(
            entry.get("design_type_id") or []
        ).name
        for name in ("area", "budget"):
            entry[name] = entry.get(name) and f"{entry[name]:,.10g}"
        values = self._prepare_portal_layout_values() | {
            "page_name": "registration",
            "registration": registration,
            "rows": [
                (labels[field.name], entry[field.name])
                for field in FORM_FIELDS
                if entry.get(field.name)
            ],
            "file_names": entry.get("files") or [],
            "contact": self._channel_partner().channel_user_id,
            **extra,
        }
        return request.render("crm_pipeline.portal_my_registration", values)

    @http.route(
        f"{URL}/<int:registration_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_withdraw_registration(self, registration_id, **_kwargs):
        """Take a registration back that is under review."""
        if not self._channel_partner():
            return self._refusal()
        registration = self._own_registration(registration_id)
        try:
            with request.env.cr.savepoint():
                registration._withdraw()
        except UserError as error:
            return self._render_registration(registration, problem=str(error))
        return request.redirect(f"{URL}/{registration_id}?notice=withdrawn", 303)

    # -- the form ------------------------------------------------------------------

    @http.route(f"{URL}/new", type="http", auth="user", website=True)
    def portal_new_registration(self, **typed):
        """Show the form; register what is sent with it."""
        if not self._channel_partner():
            return self._refusal()
        if request.httprequest.method != "POST":
            return self._render_form({}, {})
        Registration = request.env["crm.registration"]
        try:
            with request.env.cr.savepoint():
                registration_sudo = Registration._register_from_portal(
                    typed, self._sent_files(), request.env.user
                )
        except FormProblems as problems:
            return self._render_form(typed, problems.sentences)
        except AccessError:
            return self._refusal()
        except UserError as error:
            return self._render_form(typed, {"": str(error)})
        return request.redirect(f"{URL}/{registration_sudo.id}?notice=sent", 303)

    def _sent_files(self):
        """Return ``(name, content)`` of the files sent, none of them whole if large."""
        files = []
        for storage in request.httprequest.files.getlist("files")[: FILES + 1]:
            if storage.filename:
                storage.seek(0)  # a transaction that is tried again reads it again
                files.append((storage.filename, storage.read(FILE_SIZE + 1)))
        return files

    def _render_form(self, typed, problems):
        token = typed.get("token")
        is_known = portal_form.is_token(token)
        # The form lists the design types; portal users have no right to the model.
        types_sudo = request.env["crm.design.type"].sudo().search([])
        values = self._prepare_portal_layout_values() | {
            "page_name": "registration",
            "is_new": True,
            "labels": request.env["crm.registration"]._portal_labels(),
            "limits": {field.name: field.limit for field in FORM_FIELDS},
            "typed": {
                field.name: str(typed.get(field.name) or "")[: field.limit * 2]
                for field in FORM_FIELDS
            },
            "problems": problems,
            "design_types": types_sudo,
            "token": token if is_known else secrets.token_hex(16),
            "file_limit": FILES,
            "file_size": FILE_SIZE // 1024**2,
        }
        return request.render("crm_pipeline.portal_registration_form", values)
