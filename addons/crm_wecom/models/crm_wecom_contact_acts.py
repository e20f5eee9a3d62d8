from odoo import api, models
from odoo.exceptions import UserError

MAX_NOTE = 2000


class CrmWecomContact(models.Model):
    """What is done from the sidebar, with the user's own rights."""

    _inherit = "crm.wecom.contact"

    def _sidebar_known_subject(self):
        """The customer or lead that the user may work on; ``self`` is superuser.

        :raise UserError: there is none
        """
        subject = self._sidebar_subject()
        if not subject or not self._sidebar_is_known(subject):
            raise UserError(
                self.env._(
                    "Nothing can be recorded here: the contact is linked to no "
                    "customer of yours. Reload the page."
                )
            )
        return subject

    def _sidebar_visit(self, values):
        """Record a follow-up; return what the person is told.

        :param dict values: ``kind_id`` and ``note``, as typed
        """
        subject = self._sidebar_known_subject()
        note = (values.get("note") or "").strip()
        if not note:
            raise UserError(self.env._("Please say in a few words what came of it."))
        name = "lead_id" if subject._name == "crm.lead" else "partner_id"
        log = subject.env["crm.follow.up.log"].create(
            {
                name: subject.id,
                "kind_id": self._sidebar_number(values, "kind_id"),
                "note": note[:MAX_NOTE],
            }
        )
        return log.action_log()["params"]["message"]

    def _sidebar_register(self, values):
        """Register the customer at a site and submit it; return what is told."""
        user_env = self.env(su=False)
        partner = user_env["res.partner"]
        if not self._sidebar_subject():
            self._check_sidebar_own()
        elif (subject := self._sidebar_known_subject())._name == "res.partner":
            partner = subject.commercial_partner_id
        registration = user_env["crm.registration"].create(
            {
                "partner_id": partner.id,
                "customer_name": partner.name or self._sidebar_text(values, "customer"),
                "contact_name": self.name,
                "wecom_external_id": self.external_id,
                "project_name": self._sidebar_text(values, "project"),
                "site_address": self._sidebar_text(values, "address"),
                "design_type_id": self._sidebar_number(values, "design_type_id"),
            }
        )
        registration.action_submit()
        return self.env._("Registration %(name)s is submitted.", name=registration.name)

    def _sidebar_link_chosen(self, values):
        """Link the contact to the customer that was chosen; return what is told."""
        partner_id = self._sidebar_number(values, "partner_id")
        partner = self.env(su=False)["res.partner"].browse(partner_id).exists()
        self._sidebar_link(partner)
        return self.env._("Linked to %(customer)s.", customer=partner.name)

    @api.model
    def _sidebar_text(self, values, name):
        text = (values.get(name) or "").strip()
        if not text:
            raise UserError(self.env._("Please fill in all fields."))
        return text

    @api.model
    def _sidebar_number(self, values, name):
        try:
            return int(values.get(name) or "")
        except ValueError:
            raise UserError(self.env._("Please fill in all fields.")) from None
