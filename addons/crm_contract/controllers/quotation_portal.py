from odoo import http
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request

from odoo.addons.sale.controllers import portal as sale_portal


class CustomerPortal(sale_portal.CustomerPortal):
    """The client's link to a replaced quotation leads to what replaced it."""

    @http.route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kw):
        """Lead clients on to the current revision; files stay those of the old one."""
        order_sudo = self._get_replaced_order(order_id, access_token)
        if order_sudo and not report_type and request.env.user.share:
            newer_sudo = order_sudo._get_client_revision()
            if newer_sudo:
                query = f"&replaces={order_sudo.id}"
                return request.redirect(newer_sudo.get_portal_url(query_string=query))
            kw.pop("payment_amount", None)  # no payment of what does not hold
        return super().portal_order_page(
            order_id, report_type=report_type, access_token=access_token, **kw
        )

    @http.route()
    def portal_quote_accept(
        self, order_id, access_token=None, name=None, signature=None
    ):
        """Refuse the signature of a replaced quotation, with the reason."""
        # The note of a signature, in the client's name, is no question of his.
        request.update_context(crm_is_signature=True)
        token = access_token or request.httprequest.args.get("access_token")
        if order_sudo := self._get_replaced_order(order_id, token):
            return {"error": order_sudo._get_client_message()}
        return super().portal_quote_accept(order_id, access_token, name, signature)

    def _get_replaced_order(self, order_id, access_token):
        """Return the order when the client may see it and it was replaced."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return None  # the stock controller answers that
        return order_sudo if order_sudo.next_revision_ids else None


class PaymentPortal(sale_portal.PaymentPortal):
    """Nobody pays a replaced quotation."""

    @http.route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Refuse to pay a replaced quotation, with the reason."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token
            )
        except (AccessError, MissingError):
            order_sudo = request.env["sale.order"]  # the stock controller answers that
        if order_sudo.next_revision_ids:
            raise ValidationError(order_sudo._get_client_message())
        return super().portal_order_transaction(order_id, access_token, **kwargs)
