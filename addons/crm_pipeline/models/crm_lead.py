from odoo import api, fields, models
from odoo.exceptions import AccessError

# Written by registrations and managers: a rep does not extend his own protection.
GUARDED_FIELDS = frozenset({"registration_id", "protected_until"})


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.conflict.mixin"]
    _conflict_shown = (
        "name",
        "partner_id",
        "partner_name",
        "protected_until",
        "stage_id",
        "type",
        "user_id",
    )

    registration_id = fields.Many2one(
        "crm.registration", readonly=True, copy=False, index="btree_not_null"
    )
    protected_until = fields.Date(
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Until this day nobody else may register or claim this customer.",
    )
    is_protected = fields.Boolean(
        compute="_compute_is_protected", search="_search_is_protected"
    )
    project_name = fields.Char()
    site_address = fields.Char()
    design_type_id = fields.Many2one("crm.design.type", index="btree_not_null")
    area = fields.Float(string="Area (m²)", digits=(12, 2))

    @api.depends("protected_until")
    def _compute_is_protected(self):
        today = fields.Date.context_today(self)
        for lead in self:
            lead.is_protected = bool(
                lead.protected_until and lead.protected_until >= today
            )

    def _search_is_protected(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        protected = [("protected_until", ">=", today)]
        if set(value) == {True}:
            return protected
        if set(value) == {False}:
            return [
                "|",
                ("protected_until", "=", False),
                ("protected_until", "<", today),
            ]
        return NotImplemented

    @api.model_create_multi
    def create(self, vals_list):
        if not self._may_protect():
            # A form sends them empty; a context may carry them too.
            self._check_guarded(
                any(map(vals.get, GUARDED_FIELDS)) for vals in vals_list
            )
            vals_list = [
                {**vals, **dict.fromkeys(GUARDED_FIELDS, False)} for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self._may_protect():
            self._check_guarded([not GUARDED_FIELDS.isdisjoint(vals)])
        return super().write(vals)

    def _may_protect(self):
        is_manager = self.env.user.has_group("sales_team.group_sale_manager")
        return self.env.su or is_manager

    def _check_guarded(self, attempts):
        if any(attempts):
            raise AccessError(
                self.env._(
                    "Only sales managers set a protection. Ask yours for an extension."
                )
            )

    # -- merging ---------------------------------------------------------------------

    def _merge_get_fields(self):
        return [
            *super()._merge_get_fields(),
            "project_name",
            "site_address",
            "design_type_id",
            "area",
        ]

    def _merge_opportunity(self, *args, **kwargs):
        """Keep the longest protection and every registration in the merged one."""
        # What was granted stays granted, whoever merges.
        leads_sudo = self.sudo()
        last_sudo = leads_sudo.filtered("protected_until").sorted("protected_until")[
            -1:
        ]
        registration_sudo = last_sudo.registration_id or leads_sudo.registration_id[:1]
        protection = {
            "protected_until": last_sudo.protected_until,
            "registration_id": registration_sudo.id,
        }
        registrations_sudo = self.env["crm.registration"].sudo()
        registrations_sudo = registrations_sudo.search([("lead_id", "in", self.ids)])
        merged = super()._merge_opportunity(*args, **kwargs)
        registrations_sudo.lead_id = merged
        if any(protection.values()):
            merged.sudo().write(protection)
        return merged

    # -- conflict keys ---------------------------------------------------------------

    @api.model
    def _conflict_fields(self):
        return frozenset(
            {"partner_id", "partner_name", "phone", "site_address", "active"}
        )

    def _conflict_values(self):
        if not self.active:
            return {}
        partner = self.partner_id.commercial_partner_id
        return {
            "name": self.partner_name or partner.name,
            "credit_code": partner.credit_code,
            "phone": self.phone,
            "address": self.site_address,
        }

    def _conflict_holder(self):
        return {
            "user": self.user_id,
            "partner": self.partner_id.commercial_partner_id,
            "lead": self if self.won_status == "pending" else self.browse(),
        }

    def _conflict_facts(self):
        kinds = dict(self._fields["type"]._description_selection(self.env))
        return {
            "kind": kinds[self.type],
            "name": self.partner_name or self.partner_id.name or self.name,
            "owner": self.user_id.name,
            "stage": self.stage_id.name,
            "until": self.protected_until,
        }
