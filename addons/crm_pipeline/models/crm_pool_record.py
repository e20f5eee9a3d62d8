from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import pool as pool_rules

CONTACT_FIELDS = ("contact_name", "phone", "email")


class CrmPoolRecord(models.Model):
    """What lies in the pools, as those see it who may claim it.

    A pooled opportunity itself is hidden from them; here they see enough to choose,
    and contact data masked until they have it shown (which is counted) or claim it.
    """

    _name = "crm.pool.record"
    _description = "Record in a Public Pool"
    _auto = False
    _order = "pooled_at desc, id desc"
    _depends = {
        "crm.lead": [
            "active",
            "area",
            "city",
            "design_type_id",
            "expected_revenue",
            "last_effective_contact_at",
            "name",
            "partner_id",
            "partner_name",
            "pool_id",
            "pool_previous_user_id",
            "pooled_at",
            "state_id",
            "type",
        ],
        "res.partner": [
            "active",
            "city",
            "last_effective_contact_at",
            "name",
            "pool_id",
            "pool_previous_user_id",
            "pooled_at",
            "state_id",
        ],
        "crm.pool": ["company_id"],
    }

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [
            ("lead", "Lead"),
            ("opportunity", "Opportunity"),
            ("customer", "Customer"),
        ],
        readonly=True,
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    customer_name = fields.Char(string="Customer", readonly=True)
    pool_id = fields.Many2one("crm.pool", string="Public Pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state_id = fields.Many2one("res.country.state", string="Region", readonly=True)
    city = fields.Char(readonly=True)
    design_type_id = fields.Many2one("crm.design.type", readonly=True)
    area = fields.Float(string="Area (m²)", digits=(12, 2), readonly=True)
    expected_revenue = fields.Monetary(readonly=True)
    pooled_at = fields.Datetime(string="In the Pool Since", readonly=True)
    last_effective_contact_at = fields.Datetime(
        string="Last Effective Follow-up", readonly=True
    )
    previous_user_id = fields.Many2one("res.users", string="Last Owner", readonly=True)
    contact_name = fields.Char(string="Contact", compute="_compute_contact")
    phone = fields.Char(compute="_compute_contact")
    email = fields.Char(compute="_compute_contact")
    is_revealed = fields.Boolean(compute="_compute_contact")
    is_pool_manager = fields.Boolean(related="pool_id.is_pool_manager")
    claims_left = fields.Integer(string="Claims Left", related="pool_id.claims_left")
    views_left = fields.Integer(string="Contacts Left", related="pool_id.views_left")

    @property
    def _table_query(self):
        # Even numbers are opportunities, odd ones customers.
        return SQL(
            """
            SELECT lead.id * 2 AS id, lead.name, lead.type AS kind,
                'crm.lead' AS res_model, lead.id AS res_id,
                COALESCE(lead.partner_name, partner.name) AS customer_name,
                lead.pool_id, pool.company_id,
                lead.state_id, lead.city, lead.design_type_id, lead.area,
                lead.expected_revenue, lead.pooled_at,
                lead.last_effective_contact_at,
                lead.pool_previous_user_id AS previous_user_id
            FROM crm_lead AS lead JOIN crm_pool AS pool ON pool.id = lead.pool_id
            LEFT JOIN res_partner AS partner ON partner.id = lead.partner_id
            WHERE lead.active
            UNION ALL
            SELECT partner.id * 2 + 1, partner.name, 'customer',
                'res.partner', partner.id, NULL,
                partner.pool_id, pool.company_id,
                partner.state_id, partner.city, NULL, NULL,
                NULL, partner.pooled_at, partner.last_effective_contact_at,
                partner.pool_previous_user_id
            FROM res_partner AS partner
            JOIN crm_pool AS pool ON pool.id = partner.pool_id
            WHERE partner.active
            """
        )

    @api.depends_context("uid")
    def _compute_contact(self):
        shown = self._get_revealed()
        for model, rows in self.grouped("res_model").items():
            # The record itself is hidden: this is the view of it.
            documents_sudo = self.env[model].sudo().browse(rows.mapped("res_id"))
            for row, document_sudo in zip(rows, documents_sudo, strict=True):
                row.is_revealed = row in shown
                values = document_sudo._get_pool_contact()
                if not row.is_revealed:
                    values = {
                        "contact_name": pool_rules.mask_name(values["contact_name"]),
                        "phone": pool_rules.mask_phone(values["phone"]),
                        "email": pool_rules.mask_email(values["email"]),
                    }
                row.update(values)

    def _get_revealed(self):
        """Return those of these whose contact data this user sees in full."""
        managed = self.filtered(lambda row: row.pool_id.is_pool_manager)
        # The ledger of what was shown is read by managers alone.
        reveals_sudo = self.env["crm.pool.reveal"].sudo()
        days = {pool._today() for pool in self.pool_id}
        reveals_sudo = reveals_sudo.search(
            [
                ("user_id", "=", self.env.uid),
                ("day", "in", list(days)),
                ("res_id", "in", self.mapped("res_id")),
            ]
        )
        seen = {(reveal.res_model, reveal.res_id) for reveal in reveals_sudo}
        return managed | self.filtered(lambda row: (row.res_model, row.res_id) in seen)

    def _get_document(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def action_claim(self):
        """Claim what these rows stand for."""
        self.check_access("read")
        action = None
        for row in self:
            action = row._get_document().action_claim()
        return action

    def action_reveal(self):
        """Show the contact data; the first time of a day counts."""
        self.ensure_one()
        self.check_access("read")
        if not self.is_revealed:
            self._reveal()
        return self._action_form()

    def _reveal(self):
        # What is counted and who saw what is written by code alone.
        pool_sudo = self.pool_id.sudo()
        if not pool_sudo._is_open_to(self.env.user):
            raise AccessError(
                self.env._(
                    "You are no member of the public pool %(pool)s. Ask its manager.",
                    pool=pool_sudo.name,
                )
            )
        if not pool_sudo._use("revealed", pool_sudo.view_per_day):
            raise UserError(
                self.env._(
                    "You have seen the contact data of %(count)s records of %(pool)s "
                    "today; that is the daily limit. Claim one, or go on tomorrow.",
                    count=pool_sudo.view_per_day,
                    pool=pool_sudo.name,
                )
            )
        self.env["crm.pool.reveal"].sudo().create(
            {
                "user_id": self.env.uid,
                "pool_id": pool_sudo.id,
                "res_model": self.res_model,
                "res_id": self.res_id,
                "day": pool_sudo._today(),
            }
        )
        self.invalidate_recordset([*CONTACT_FIELDS, "is_revealed"])

    def action_view(self):
        """Open what is to be seen of it, over the list."""
        self.ensure_one()
        return self._action_form()

    def _action_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_assign(self):
        """Ask the manager to whom these go."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign from the Pool"),
            "res_model": "crm.pool.assign",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_record_ids": self.ids},
        }

    def action_open_document(self):
        """Open the opportunity or the customer itself."""
        self.ensure_one()
        return self._get_document().get_formview_action()
