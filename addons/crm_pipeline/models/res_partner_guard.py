from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ResPartner(models.Model):
    """Contact data of customers whom a colleague has, or whom a pool has, is masked.

    Names stay readable, as quotations and invoices need them.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "crm.contact.guard"]

    def _filter_hidden_contacts(self):
        """Return those of these whose contact data the current user sees masked."""
        user = self.env.user
        if self.env.su or not user._is_contact_guarded():
            return self.browse()
        stored = self._origin
        # Asked of all customers, whoever reads them.
        known_sudo = stored.sudo().with_context(active_test=False)
        known_sudo = known_sudo.search(
            user._get_known_contact_domain() & Domain("id", "in", stored.ids)
        )
        hidden_ids = set(stored.ids) - set(known_sudo.ids)
        return self.filtered(lambda partner: partner._origin.id in hidden_ids)

    def _conflict_readable(self):
        readable = super()._conflict_readable()
        return readable - readable._filter_hidden_contacts()

    def _check_known(self):
        """Raise when one of these is not for the current user to change or copy."""
        if hidden := self._filter_hidden_contacts():
            raise AccessError(
                self.env._(
                    "%(customer)s is looked after by a colleague, or lies in a public "
                    "pool: it is not yours to change, merge or copy. Register the "
                    "customer, or claim it from the pool.",
                    customer=hidden[0].display_name,
                )
            )

    def write(self, vals):
        self._check_pool_write(vals)  # it says more of what lies in a pool
        self._check_known()
        return super().write(vals)

    def unlink(self):
        self._check_known()
        return super().unlink()

    def copy_data(self, default=None):
        self._check_known()
        return super().copy_data(default)

    def _compute_display_name(self):
        hidden = self.browse()
        if self.env.context.get("show_email"):
            # Names are looked up as superuser, for the user who asks.
            hidden = self.sudo(False)._filter_hidden_contacts().sudo(self.env.su)
        unshown = hidden.with_context(show_email=False)
        super(ResPartner, unshown)._compute_display_name()
        for partner, plain in zip(hidden, unshown, strict=True):
            partner.display_name = plain.display_name
        return super(ResPartner, self - hidden)._compute_display_name()

    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        user = self.env.user
        if self.env.su or not user._is_contact_guarded():
            return domain
        # It compares in SQL of its own, past the fields.
        return user._get_known_contact_domain() & domain

    def _build_vcard(self):
        vcard = super()._build_vcard()
        if vcard and self._filter_hidden_contacts():
            for kind, name in (("tel", "phone"), ("email", "email")):
                for entry in vcard.contents.get(kind, []):
                    entry.value = self._mask_contact(name, entry.value) or ""
        return vcard
