from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

LEADS, REGISTRATIONS, LINES, FOUND = 3, 3, 5, 8
DESIGN_TYPES = 80
OPEN_REGISTRATIONS = ("draft", "submitted", "approved", "converted")


class CrmWecomContact(models.Model):
    """A customer as the sidebar of a conversation shows him, in the user's rights."""

    _inherit = "crm.wecom.contact"

    @api.model
    def _sidebar_contact(self, connector_sudo, external_id):
        """The customer of this id, as superuser; empty when WeCom never told of him.

        Only code uses it: to learn which record to ask for in the user's own rights.
        """
        return self.sudo().search(
            [
                ("connector_id", "=", connector_sudo.id),
                ("external_id", "=", external_id),
            ]
        )

    def _sidebar_subject(self):
        """The customer or lead behind this contact, with the user's own rights.

        ``self`` is superuser, the answer is not.
        """
        user_env = self.env(su=False)
        if partner := self._find_partner():
            return partner.with_env(user_env)
        return self.lead_id.with_env(user_env)

    @api.model
    def _sidebar(self, connector_sudo, external_id):
        """What the sidebar shows of whom the user is talking to.

        :return: dict with ``state`` (``none``: nobody chosen, ``fetching``: WeCom is
            being asked, ``unknown``: nobody here, ``colleague``, ``known``)
        """
        if not external_id:
            return {"state": "none"}
        values = {"external_id": external_id, "can_act": self._sidebar_can_act()}
        contact_sudo = self._sidebar_contact(connector_sudo, external_id)
        if not contact_sudo:
            connector_sudo._wecom_fetch_later(external_id)
            return {**values, "state": "fetching"}
        subject = contact_sudo._sidebar_subject()
        if subject and not self._sidebar_is_known(subject):
            return {**values, "state": "colleague"}
        if not subject and not contact_sudo._sidebar_is_own():
            return {**values, "state": "colleague"}
        values["chat_name"] = contact_sudo.name
        values["chat_company"] = contact_sudo.company_name
        values["has_partner"] = subject._name == "res.partner"
        values["kinds"] = self._sidebar_kinds()
        values["design_types"] = self._sidebar_design_types()
        if not subject:
            return {**values, "state": "unknown"}
        return {**values, "state": "known", **self._sidebar_card(subject, external_id)}

    @api.model
    def _sidebar_can_act(self):
        return self.env.user.has_group("sales_team.group_sale_salesman")

    def _sidebar_is_own(self):
        """Whether the user may see this contact; ``self`` is superuser."""
        return self.sudo(False).has_access("read")

    @api.model
    def _sidebar_is_known(self, subject):
        """Whether the user may see ``subject`` in full."""
        if not subject.has_access("read"):
            return False
        return subject._name == "crm.lead" or not subject._filter_hidden_contacts()

    @api.model
    def _sidebar_kinds(self):
        """The kinds of follow-up that have a button, a visit first."""
        kinds = self.env["crm.follow.up.kind"]
        if not self._sidebar_can_act():
            return kinds
        visit = self.env.ref("crm_pipeline.crm_follow_up_kind_visit", False) or kinds
        return visit.filtered("active") | kinds.search([("is_quick", "=", True)])

    @api.model
    def _sidebar_design_types(self):
        types = self.env["crm.design.type"]
        return (
            types.search([], limit=DESIGN_TYPES) if types.has_access("read") else types
        )

    # -- the card ----------------------------------------------------------------
    @api.model
    def _sidebar_card(self, subject, external_id):
        if subject._name == "crm.lead":
            return {
                "name": subject.partner_name or subject.contact_name or subject.name,
                "company": "",
                "owner": subject.user_id.name,
                "url": self._sidebar_url(subject),
                "figures": [],
                "leads": self._sidebar_leads(subject),
                "registrations": self._sidebar_registrations(subject, external_id),
                "links": [],
                "lines": [],
            }
        members = subject._get_timeline_members()
        customer = subject.commercial_partner_id
        leads = self.env["crm.lead"]
        if leads.has_access("read"):
            leads = leads.search(
                [
                    ("partner_id", "in", members.ids),
                    ("type", "=", "opportunity"),
                    ("won_status", "=", "pending"),
                ],
                order="write_date desc, id desc",
                limit=LEADS,
            )
        return {
            "name": subject.name,
            "company": customer.name if customer != subject else "",
            "owner": customer.user_id.name,
            "url": self._sidebar_url(subject),
            "figures": subject._get_shown_figures(members),
            "leads": self._sidebar_leads(leads),
            "registrations": self._sidebar_registrations(members, external_id),
            "links": subject._customer_links(members),
            "lines": self._sidebar_lines(subject),
        }

    @api.model
    def _sidebar_url(self, record):
        return f"/mail/view?model={record._name}&res_id={record.id}"

    @api.model
    def _sidebar_leads(self, leads):
        """Open opportunities: how far, how much, what comes next."""
        return [
            {
                "name": lead.name,
                "stage": lead.stage_id.name,
                "amount": lead.company_currency.format(lead.expected_revenue)
                if lead.expected_revenue
                else "",
                "protected": format_date(self.env, lead.protected_until)
                if lead.protected_until
                else "",
                "next": lead.activity_summary or lead.activity_type_id.name or "",
                "next_on": format_date(self.env, lead.activity_date_deadline)
                if lead.activity_date_deadline
                else "",
                "is_late": lead.activity_state == "overdue",
                "url": self._sidebar_url(lead),
            }
            for lead in leads
        ]

    @api.model
    def _sidebar_registrations(self, subject, external_id):
        registrations = self.env["crm.registration"]
        if not registrations.has_access("read"):
            return []
        domain = Domain("wecom_external_id", "=", external_id)
        if subject._name == "res.partner":
            domain |= Domain("partner_id", "in", subject.ids)
        found = registrations.search(
            domain & Domain("state", "in", OPEN_REGISTRATIONS), limit=REGISTRATIONS
        )
        states = dict(registrations._fields["state"]._description_selection(self.env))
        return [
            {
                "name": one.name,
                "project": one.project_name,
                "state": states[one.state],
                "until": format_date(self.env, one.protected_until)
                if one.protected_until
                else "",
                "url": self._sidebar_url(one),
            }
            for one in found
        ]

    @api.model
    def _sidebar_lines(self, partner):
        lines = partner.get_timeline()["lines"][:LINES]
        return [
            {
                **line,
                "at": format_date(self.env, line["moment"][:10])
                if line["is_day"]
                else format_datetime(self.env, line["moment"], dt_format="MM-dd HH:mm"),
            }
            for line in lines
        ]

    # -- whom an unknown contact belongs to ---------------------------------------
    @api.model
    def _sidebar_search(self, text):
        """Customers that the user knows and whose name holds ``text``."""
        if not text or not self._sidebar_can_act():
            return []
        domain = Domain("name", "ilike", text) & Domain("parent_id", "=", False)
        domain &= Domain("partner_share", "=", True)
        if self.env.user._is_contact_guarded():
            domain &= self.env.user._get_known_contact_domain()
        found = self.env["res.partner"].search_fetch(domain, ["name"], limit=FOUND)
        return [{"id": partner.id, "name": partner.name} for partner in found]

    def _check_sidebar_own(self):
        """Raise unless this contact is the user's own; ``self`` is superuser."""
        if not (self and self._sidebar_is_own()):
            raise AccessError(
                self.env._(
                    "This is no contact of yours in WeCom. Open the sidebar from your "
                    "own conversation with the customer."
                )
            )

    def _sidebar_link(self, partner):
        """Say whose contact this is; ``self`` is superuser, ``partner`` the user's."""
        self._check_sidebar_own()
        partner.check_access("read")
        if self._sidebar_subject() or not self._sidebar_is_known(partner):
            raise AccessError(
                self.env._(
                    "%(contact)s cannot be linked to %(customer)s: the contact is "
                    "linked already, or the customer is a colleague's. Reload the "
                    "page.",
                    contact=self.name,
                    customer=partner.display_name,
                )
            )
        self._link(partner.sudo(), self.lead_id.browse())
        self.write(self._decided())
        self.match_ids.unlink()
        partner.sudo().message_post(
            body=self.env._(
                "%(user)s linked the WeCom contact %(contact)s to this customer.",
                user=self.env.user.name,
                contact=self.name,
            ),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
