from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import intake_values, portal_form

CHANNELS = [
    ("manual", "By Hand"),
    ("list", "Imported List"),
    ("mail", "Mail"),
    ("form", "Web Form"),
    ("other", "Other"),
]
SELLERS_OF_ALL = "sales_team.group_sale_salesman_all_leads"
GRAVE = ("block", "review")
#: texts that are cleaned of what is not seen, and how long each may be
CLEANED = {"name": 200, "partner_name": 200, "contact_name": 60, "site_address": 200}
CLEANED |= {"project_name": 200, "city": 60, "function": 60}
CAPTURE_FIELDS = frozenset(
    {
        "intake_channel",
        "intake_conflict_level",
        "assignment_rule_id",
        "assignment_note",
    }
)


class CrmLead(models.Model):
    """However a lead comes in, it is normalised, checked and given to somebody."""

    _inherit = "crm.lead"

    intake_channel = fields.Selection(
        CHANNELS, string="Came by", readonly=True, copy=False
    )
    intake_conflict_level = fields.Selection(
        [("review", "Probably Known"), ("block", "Known Already")],
        string="Known at Arrival",
        readonly=True,
        copy=False,
        help="Whether the customer was known when this lead came in. Nobody new is "
        "given such a lead: it goes to the owner of the known record, or to the "
        "team's leader.",
    )
    intake_conflicts = fields.Json(
        readonly=True, copy=False, groups="base.group_system"
    )
    intake_conflict_html = fields.Html(
        string="Evidence",
        compute="_compute_intake_conflict_html",
        compute_sudo=True,
        sanitize=False,
        groups=SELLERS_OF_ALL,
    )
    assignment_rule_id = fields.Many2one(
        "crm.assignment.rule",
        string="Assigned by Rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    assignment_note = fields.Char(string="Assigned", readonly=True, copy=False)

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | CAPTURE_FIELDS

    @api.depends("intake_conflicts")
    @api.depends_context("lang")
    def _compute_intake_conflict_html(self):
        Registration = self.env["crm.registration"]
        for lead in self:
            lead.intake_conflict_html = Registration._render_conflicts(
                lead.intake_conflicts or []
            )

    # -- the one way in ------------------------------------------------------------

    @api.model
    def _intake(self, vals_list, channel):
        """Make leads of what came in; normalise, check and assign them.

        :param list[dict] vals_list: values of leads
        :param str channel: one of ``CHANNELS``
        :return: the leads, as superuser
        """
        # Whoever brings a lead in need not see it afterwards, nor write leads at all.
        leads_sudo = self.sudo().create(
            [
                {"user_id": False, **self._intake_normalise(vals)}
                | {"intake_channel": channel}
                for vals in vals_list
            ]
        )
        leads_sudo._intake_place()
        return leads_sudo

    @api.model
    def _intake_normalise(self, vals):
        """Return ``vals`` with texts cleaned and cut, and the phone as usual."""
        cleaned = dict(vals)
        for name, limit in CLEANED.items():
            if text := vals.get(name):
                cleaned[name] = portal_form.line(text)[:limit]
        if phone := vals.get("phone"):
            number = intake_values.parse_phone(portal_form.line(phone)[:60])
            cleaned["phone"] = number.number if number.is_plausible else phone[:60]
        return cleaned

    def _intake_place(self):
        """Check these leads and give those that are nobody's to somebody."""
        # Whose the known records are is nothing that the caller may see.
        self.sudo()._intake_grade()
        leads_sudo = self.sudo().filtered(lambda lead: not lead.user_id)
        leads_sudo._intake_check()
        fresh_sudo = leads_sudo.filtered(lambda lead: not lead.intake_conflict_level)
        self.env["crm.assignment.rule"]._assign(fresh_sudo)

    def _place_text(self):
        """Return what tells where this lead is."""
        parts = (self.state_id.name, self.city, self.street, self.site_address)
        return " ".join(filter(None, (*parts, self.partner_name, self.partner_id.city)))

    # -- known already -------------------------------------------------------------

    def _intake_check(self):
        """Flag those whose customer is known, and give them to who knows him."""
        queries = [lead._intake_query() for lead in self]
        found = self.env["crm.registration"].find_conflicts(queries)
        of_lists = self.search([("intake_batch_id", "in", self.intake_batch_id.ids)])
        of_lists = of_lists.grouped("intake_batch_id")
        grave = {}
        for lead, items in zip(self, found, strict=True):
            siblings = of_lists.get(lead.intake_batch_id, lead)
            items = lead._intake_conflicts_of_others(items, siblings)
            if items := [item for item in items if item["level"] in GRAVE]:
                grave[lead] = items
        owners = self._conflict_owners(grave)
        for lead, items in grave.items():
            lead._keep_conflict(items, owners)

    def _intake_query(self):
        return {
            "name": self.partner_name or self.partner_id.commercial_partner_id.name,
            "phone": self.phone,
            "credit_code": self.partner_id.commercial_partner_id.credit_code,
            "address": self.site_address,
        }

    def _intake_conflicts_of_others(self, items, siblings):
        """Drop what is this lead's own: itself, its list, a customer of nobody."""
        own = {("crm.lead", lead_id) for lead_id in (self | siblings).ids}
        partner = self.partner_id | self.partner_id.commercial_partner_id
        if not partner.user_id:
            own |= {("res.partner", partner_id) for partner_id in partner.ids}
        return [item for item in items if (item["model"], item["id"]) not in own]

    def _conflict_owners(self, grave):
        """Return who has the known records: ``(model, id)`` -> user."""
        ids = defaultdict(set)
        for items in grave.values():
            for item in items:
                ids[item["model"]].add(item["id"])
        owners = {}
        for model, res_ids in ids.items():
            for record in self.env[model].browse(sorted(res_ids)):
                owners[model, record.id] = record._conflict_owner()
        return owners

    def _keep_conflict(self, items, owners):
        """Store the evidence, and give the lead to who has the known record."""
        people = [owners[item["model"], item["id"]] for item in items]
        company = self.company_id or self.env.company
        owner = self.env["res.users"]
        if company.lead_conflict_policy == "owner":
            fit = (user for user in people if user.active and not user.share)
            owner = next(fit, owner)
        owner = owner or self.team_id.user_id
        note = self.env._("its customer is known already")
        self._with_ownership_reason("assigned", note).write(
            {
                "user_id": owner.id,
                "intake_conflict_level": items[0]["level"],
                "intake_conflicts": items,
                "assignment_note": note if owner else False,
            }
        )

    # -- by hand -------------------------------------------------------------------

    def action_assign_by_rule(self):
        """Check these leads that are nobody's, and assign them by the rules."""
        if not self.env.user.has_group(SELLERS_OF_ALL):
            raise AccessError(
                self.env._("Only people who see all leads assign them by the rules.")
            )
        self.check_access("write")
        leads_sudo = self.sudo().filtered(lambda lead: not lead.user_id)
        # Code alone writes how a lead came.
        leads_sudo.filtered(lambda lead: not lead.intake_channel).write(
            {"intake_channel": "manual"}
        )
        leads_sudo._intake_place()
        given = len(leads_sudo.filtered("user_id"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if given == len(leads_sudo) else "warning",
                "message": self.env._(
                    "%(given)s of %(count)s leads without a salesperson are assigned "
                    "now.",
                    given=given,
                    count=len(leads_sudo),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
