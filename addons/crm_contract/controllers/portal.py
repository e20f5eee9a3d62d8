import functools

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.crm_contract import SIGNED_STATES

# Times of day are shown to people in China unless we know better.
DEFAULT_TZ = "Asia/Shanghai"
# The text stands alone: it loads nothing and runs nothing.
DOCUMENT_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]
TO_SIGN_STATES = ("sent",)
NOT_AVAILABLE = (AccessError, MissingError)


def with_contract(finder, otherwise):
    """Give a route its contract as superuser, in place of id and token.

    :param str finder: the controller's method that finds it for the caller
    :param otherwise: what is answered to who may not see it
    """

    def decorate(route):
        @functools.wraps(route)
        def routed(self, contract_id, access_token=None, **kwargs):
            try:
                contract_sudo = getattr(self, finder)(contract_id, access_token)
            except NOT_AVAILABLE:
                return otherwise()
            return route(self, contract_sudo, access_token=access_token, **kwargs)

        return routed

    return decorate


def _home():
    return request.redirect("/my")


def _not_found():
    raise request.not_found()


class ContractPortal(CustomerPortal):
    """What a client sees of his contracts: to read, to sign, or to send back."""

    # -- lists -----------------------------------------------------------------------

    def _contract_domain(self, *states):
        """Return the contracts of the reader's company that were sent to it."""
        partner = request.env.user.commercial_partner_id
        return [
            ("partner_id", "child_of", partner.id),
            ("state", "in", states or (*TO_SIGN_STATES, *SIGNED_STATES)),
            ("document_ids", "!=", False),
        ]

    def _contracts_sudo(self):
        # Clients have no right on the model: they see these pages, and no field else.
        return request.env["crm.contract"].sudo()

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        states = {"contract_count": (), "contract_to_sign_count": TO_SIGN_STATES}
        for name in states.keys() & set(counters):
            domain = self._contract_domain(*states[name])
            values[name] = self._contracts_sudo().search_count(domain)
        return values

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_contracts(self, page=1, filterby="all", **_kwargs):
        """List the contracts of the client's company."""
        filters = {
            "all": {"label": request.env._("All"), "states": ()},
            "to_sign": {"label": request.env._("To sign"), "states": TO_SIGN_STATES},
            "signed": {"label": request.env._("Signed"), "states": SIGNED_STATES},
        }
        filterby = filterby if filterby in filters else "all"
        domain = self._contract_domain(*filters[filterby]["states"])
        contracts_sudo = self._contracts_sudo()
        page_values = pager(
            url="/my/contracts",
            url_args={"filterby": filterby},
            total=contracts_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "contracts": contracts_sudo.search(
                domain, limit=self._items_per_page, offset=page_values["offset"]
            ),
            "page_name": "contract",
            "default_url": "/my/contracts",
            "pager": page_values,
            "searchbar_filters": filters,
            "filterby": filterby,
            "client_tz": self._contract_timezone(),
        }
        return request.render("crm_contract.portal_my_contracts", values)

    def _contract_timezone(self):
        """Return the reader's time zone; a reader with a token only has none."""
        company_sudo = request.env.company.sudo()  # clients do not read our address
        return request.env.user.tz or company_sudo.partner_id.tz or DEFAULT_TZ

    # -- one contract ----------------------------------------------------------------

    def _contract_for_caller(self, contract_id, access_token=None):
        """Return the contract as superuser when the caller may see it.

        :raise AccessError, MissingError: no right, no token, or never sent
        """
        contract_sudo = request.env["crm.contract"].browse(contract_id)
        contract_sudo = contract_sudo.with_user(SUPERUSER_ID).exists()
        if not self._is_of_caller(contract_sudo):
            contract_sudo = self._document_check_access(
                "crm.contract", contract_id, access_token
            )
        if not contract_sudo.document_id and not request.env.user._is_internal():
            raise MissingError(request.env._("This contract does not exist."))
        return contract_sudo

    def _is_of_caller(self, contract_sudo):
        user = request.env.user
        customer = contract_sudo.partner_id.commercial_partner_id
        return user._is_portal() and customer == user.commercial_partner_id

    @http.route(
        "/my/contracts/<int:contract_id>", type="http", auth="public", website=True
    )
    @with_contract("_contract_for_caller", _home)
    def portal_my_contract(
        self, contract_sudo, access_token=None, message=None, **kwargs
    ):
        """Show one contract: its text, and the steps to sign it."""
        is_staff = request.env.user._is_internal()
        code_sudo = self._confirmed_code(contract_sudo)
        values = {
            "page_name": "contract",
            "contract": contract_sudo,
            "document": contract_sudo.document_id,
            "signature": contract_sudo.signature_ids[:1],
            "message": message,
            "error": self._take_error(contract_sudo.id),
            "is_staff": is_staff,
            "is_signed": contract_sudo.state in SIGNED_STATES,
            "can_sign": contract_sudo.state == "sent" and not is_staff,
            "code": self._pending_code(contract_sudo),
            "confirmed_code": code_sudo,
            "addresses": contract_sudo._masked_sign_addresses(),
            "client_tz": self._contract_timezone(),
            "signer_name": (
                ""
                if request.env.user._is_public()
                else request.env.user.partner_id.name
            ),
        }
        values = self._get_page_view_values(
            contract_sudo, access_token, values, "my_contracts_history", False, **kwargs
        )
        return request.render("crm_contract.portal_my_contract", values)

    @http.route(
        [
            "/my/contracts/<int:contract_id>/document",
            "/my/contracts/<int:contract_id>/documents/<int:document_id>",
        ],
        type="http",
        auth="public",
    )
    @with_contract("_contract_for_caller", _not_found)
    def portal_contract_document(self, contract_sudo, document_id=None, **_kwargs):
        """Send the frozen text, byte for byte, after checking right and hash."""
        try:
            document_sudo = self._document_for_caller(contract_sudo, document_id)
        except NOT_AVAILABLE:
            raise request.not_found() from None
        try:
            document_sudo._check_intact()
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=409
            )
        return request.make_response(document_sudo.html, DOCUMENT_HEADERS)

    def _document_for_caller(self, contract_sudo, document_id):
        """Return the document asked for; clients get the latest one only."""
        latest_sudo = contract_sudo.document_id
        document_sudo = latest_sudo
        if document_id:
            document_sudo = contract_sudo.document_ids.filtered(
                lambda document: document.id == document_id
            )
        is_staff = request.env.user._is_internal()
        if not document_sudo or (document_sudo != latest_sudo and not is_staff):
            raise MissingError(request.env._("This document does not exist."))
        if not is_staff and contract_sudo.state in ("draft", "approval"):
            raise MissingError(request.env._("This contract is being revised."))
        return document_sudo

    @http.route("/my/contracts/<int:contract_id>/preview", type="http", auth="user")
    def portal_contract_preview(self, contract_id, **_kwargs):
        """Show staff the text as it would be sent now."""
        contract = request.env["crm.contract"].browse(contract_id)
        if not request.env.user._is_internal() or not contract.has_access("read"):
            raise request.not_found()
        if not contract.exists():
            raise request.not_found()
        return request.make_response(contract._document_html(), DOCUMENT_HEADERS)

    @http.route("/my/contracts/<int:contract_id>/pdf", type="http", auth="public")
    @with_contract("_contract_for_caller", _not_found)
    def portal_contract_pdf(self, contract_sudo, **_kwargs):
        """Send the signed PDF after checking right and hash."""
        return self._signed_file(contract_sudo, "pdf")

    @http.route("/my/contracts/<int:contract_id>/evidence", type="http", auth="public")
    @with_contract("_contract_for_caller", _not_found)
    def portal_contract_evidence(self, contract_sudo, **_kwargs):
        """Send the evidence, for anybody to verify."""
        return self._signed_file(contract_sudo, "zip")

    def _signed_file(self, contract_sudo, kind):
        pdf_sudo = contract_sudo.signed_pdf_ids[:1]
        if not pdf_sudo:
            raise request.not_found()
        try:
            content = (
                pdf_sudo._content()
                if kind == "pdf"
                else contract_sudo._evidence_bundle()
            )
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=409
            )
        name = f"{contract_sudo.name}.{kind}"
        place = "inline" if kind == "pdf" else "attachment"
        headers = [
            ("Content-Type", f"application/{kind}"),
            ("Content-Disposition", content_disposition(name, place)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)

    # -- the steps to a signature ----------------------------------------------------

    def _back_to(self, contract_sudo, message=None, error=None):
        """Redirect to the contract's page; ``error`` waits there in the session."""
        if error:
            request.session[f"contract_error_{contract_sudo.id}"] = error
        query = f"&message={message}" if message else None
        return request.redirect(
            contract_sudo.get_portal_url(query_string=query, anchor="contract_sign")
        )

    def _take_error(self, contract_id):
        return request.session.pop(f"contract_error_{contract_id}", None)

    def _session_code(self, contract_sudo):
        """Return the code that this browser asked for, as superuser."""
        code_id = request.session.get(f"contract_code_{contract_sudo.id}")
        code_sudo = request.env["crm.contract.sign.code"].sudo()
        code_sudo = code_sudo.browse(code_id or []).exists()
        return code_sudo.filtered(lambda code: code.contract_id == contract_sudo)

    def _pending_code(self, contract_sudo):
        code_sudo = self._session_code(contract_sudo)
        return code_sudo.filtered(
            lambda code: (
                not code.confirmed_at and code.document_id == contract_sudo.document_id
            )
        )

    def _confirmed_code(self, contract_sudo):
        code_sudo = self._session_code(contract_sudo)
        return code_sudo.filtered(
            lambda code: code._is_usable(contract_sudo.document_id)
        )

    def _contract_to_sign(self, contract_id, access_token):
        """Return the contract as superuser, for clients alone."""
        contract_sudo = self._contract_for_caller(contract_id, access_token)
        if request.env.user._is_internal():
            raise AccessError(request.env._("Only the client can do this."))
        return contract_sudo

    @http.route(
        "/my/contracts/<int:contract_id>/code",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @with_contract("_contract_to_sign", _home)
    def portal_contract_code(self, contract_sudo, channel="mail", **_kwargs):
        """Send a one-time code to the client's known address."""
        try:
            with request.env.cr.savepoint():
                code_sudo = contract_sudo._send_sign_code(channel)
        except UserError as error:
            return self._back_to(contract_sudo, error=str(error))
        request.session[f"contract_code_{contract_sudo.id}"] = code_sudo.id
        return self._back_to(contract_sudo, message="code_sent")

    @http.route(
        "/my/contracts/<int:contract_id>/confirm",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @with_contract("_contract_to_sign", _home)
    def portal_contract_confirm(self, contract_sudo, code="", **_kwargs):
        """Take the code that was typed."""
        code_sudo = self._session_code(contract_sudo)
        if not code_sudo:
            return self._back_to(
                contract_sudo, error=request.env._("Ask for a code first.")
            )
        reason = code_sudo._confirm(code)
        return self._back_to(contract_sudo, error=reason)

    @http.route(
        "/my/contracts/<int:contract_id>/decline",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    @with_contract("_contract_to_sign", _home)
    def portal_contract_decline(self, contract_sudo, reason="", **_kwargs):
        """Send the contract back with a reason."""
        try:
            with request.env.cr.savepoint():
                contract_sudo._decline(reason)
        except UserError as error:
            return self._back_to(contract_sudo, error=str(error))
        return self._back_to(contract_sudo, message="declined")

    @http.route(
        "/my/contracts/<int:contract_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def portal_contract_sign(
        self, contract_id, access_token=None, name=None, signature=None, **kwargs
    ):
        """Sign; answers as the signature widget expects."""
        args = request.httprequest.args
        try:
            contract_sudo = self._contract_to_sign(
                contract_id, access_token or args.get("access_token")
            )
        except NOT_AVAILABLE:
            return {"error": request.env._("This contract is not available.")}
        user = request.env.user
        client = {
            "ip": request.httprequest.remote_addr,
            "user_agent": request.httprequest.user_agent.string,
            "partner": None if user._is_public() else user.partner_id,
        }
        try:
            # All of it or nothing: an error here is an answer, no rollback.
            with request.env.cr.savepoint():
                contract_sudo._sign_in_portal(
                    kwargs.get("sha256") or args.get("sha256"),
                    name,
                    signature,
                    self._session_code(contract_sudo),
                    client,
                )
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": contract_sudo.get_portal_url(
                query_string="&message=sign_ok"
            ),
        }
