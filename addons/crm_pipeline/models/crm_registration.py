from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# Only the code behind the buttons moves these, whoever writes by RPC.
GUARDED_FIELDS = frozenset(
    {
        "channel_entry",
        "channel_partner_id",
        "channel_submitter_id",
        "channel_token",
        "conflict_level",
        "decided_at",
        "decision_note",
        "lead_id",
        "match_ids",
        "name",
        "outcome_ids",
        "share_ids",
        "state",
    }
)
#: Longest text that a name, an address or a code may have.
MAX_LENGTH = 200
LIMITED_FIELDS = (
    "customer_name",
    "credit_code",
    "phone",
    "contact_name",
    "wecom_external_id",
    "project_name",
    "site_address",
    "building",
)


class CrmRegistration(models.Model):
    """A customer at a project site, claimed by a salesperson (客户报备)."""

    _name = "crm.registration"
    _description = "Customer Registration"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "crm.approval.mixin",
        "crm.conflict.mixin",
    ]
    _order = "id desc"

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("rejected", "Turned Down"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
            ("converted", "Converted"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,  # the board's columns stand in the order of the way
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Existing Customer",
        index="btree_not_null",
        domain="[('is_company', '=', True)]",
        help="Leave it empty for a new customer and fill in the name below.",
    )
    customer_name = fields.Char(
        compute="_compute_customer", store=True, readonly=False, tracking=True
    )
    credit_code = fields.Char(
        string="Unified Social Credit Code",
        compute="_compute_customer",
        store=True,
        readonly=False,
    )
    phone = fields.Char(compute="_compute_customer", store=True, readonly=False)
    contact_name = fields.Char(string="Contact")
    wecom_external_id = fields.Char(
        string="WeCom Contact", help="The external user id in WeCom, if known."
    )
    project_name = fields.Char(required=True, tracking=True)
    site_address = fields.Char(required=True)
    building = fields.Char(help="Building, floor or unit, if the site has several.")
    design_type_id = fields.Many2one("crm.design.type", required=True)
    area = fields.Float(string="Area (m²)", digits=(12, 2))
    budget = fields.Monetary()
    currency_id = fields.Many2one(related="company_id.currency_id")
    expected_date = fields.Date(string="Expected Start")
    source_id = fields.Many2one("utm.source")
    note = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    conflict_level = fields.Selection(
        [
            ("none", "None"),
            ("info", "Information"),
            ("review", "To Review"),
            ("block", "Block"),
        ],
        string="Conflict",
        readonly=True,
        copy=False,
        help="The gravest conflict found when it was submitted.",
    )
    match_ids = fields.One2many(
        "crm.registration.match", "registration_id", readonly=True, copy=False
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    protected_until = fields.Date(related="lead_id.protected_until")
    decided_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("partner_id")
    def _compute_customer(self):
        chosen = self.filtered("partner_id")
        customers = chosen.partner_id.commercial_partner_id
        # Computed as superuser, but shown to who chose the customer.
        hidden = customers.sudo(False)._filter_hidden_contacts()
        for registration in chosen:
            customer = registration.partner_id.commercial_partner_id
            registration.customer_name = customer.name
            registration.credit_code = customer.credit_code
            if customer not in hidden:
                registration.phone = customer.phone or registration.phone

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        Team = self.env["crm.team"]
        for registration in self:
            registration.team_id = Team.with_company(
                registration.company_id
            )._get_default_team_id(user_id=registration.user_id.id)

    @api.constrains("customer_name", "partner_id")
    def _check_customer(self):
        for registration in self:
            name = (registration.customer_name or "").strip()
            if not name:
                raise ValidationError(
                    self.env._(
                        "Registration of “%(project)s”: choose an existing customer "
                        "or type the new customer's name.",
                        project=registration.project_name,
                    )
                )
            # Conflicts are looked up by the name: it must be the customer's own.
            customer = registration.partner_id.commercial_partner_id
            if customer and name != (customer.name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Registration of “%(project)s”: the name “%(name)s” is not "
                        "that of the customer chosen, %(customer)s. Correct the name "
                        "or remove the customer.",
                        project=registration.project_name,
                        name=name,
                        customer=customer.name,
                    )
                )

    @api.constrains(*LIMITED_FIELDS)
    def _check_lengths(self):
        for registration in self:
            for name in LIMITED_FIELDS:
                value = registration[name] or ""
                if len(value) > MAX_LENGTH:
                    raise ValidationError(
                        self.env._(
                            "%(field)s “%(start)s…” has %(count)s characters; at "
                            "most %(limit)s are allowed. Shorten it and put the rest "
                            "into the notes.",
                            field=self._fields[name]._description_string(self.env),
                            start=value[:20],
                            count=len(value),
                            limit=MAX_LENGTH,
                        )
                    )

    @api.constrains("credit_code")
    def _check_credit_code(self):
        for registration in self.filtered("credit_code"):
            problem = self.env["res.partner"]._credit_code_problem(
                registration.credit_code
            )
            if problem:
                raise ValidationError(problem)

    @api.constrains("area", "budget")
    def _check_figures(self):
        for registration in self:
            if registration.area < 0 or registration.budget < 0:
                raise ValidationError(
                    self.env._(
                        "Registration of “%(project)s”: area and budget cannot be "
                        "negative.",
                        project=registration.project_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_guarded(vals_list)
        number = self.env["ir.sequence"].next_by_code
        vals_list = [
            {**self._normalise(vals), "name": number("crm.registration")}
            for vals in vals_list
        ]
        return super(CrmRegistration, self._without_guarded_defaults()).create(
            vals_list
        )

    def write(self, vals):
        self._check_guarded([vals])
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        """Return ``vals`` with the credit code as a customer has it."""
        return self.env["res.partner"]._normalise_credit_code(vals)

    def _without_guarded_defaults(self):
        """Drop the ``default_*`` keys by which a context would set guarded fields."""
        guarded = {f"default_{name}" for name in GUARDED_FIELDS}
        if self.env.su or guarded.isdisjoint(self.env.context):
            return self
        context = {k: v for k, v in self.env.context.items() if k not in guarded}
        return self.with_env(self.env(context=context))

    def _check_guarded(self, vals_list):
        named = GUARDED_FIELDS.intersection(*[set().union(*vals_list)])
        if named and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a registration cannot be written. Use its buttons.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(named)
                    ),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if kept := self.filtered(lambda r: r.state != "draft"):
            raise UserError(
                self.env._(
                    "%(registrations)s: only drafts can be deleted; a submitted "
                    "registration is evidence. Withdraw it instead.",
                    registrations=", ".join(kept.mapped("name")),
                )
            )

    @api.depends("name", "customer_name")
    def _compute_display_name(self):
        for registration in self:
            registration.display_name = " ".join(
                filter(None, [registration.name, registration.customer_name])
            )

    # -- conflict keys ---------------------------------------------------------------

    @api.model
    def _conflict_fields(self):
        return frozenset(
            {
                "customer_name",
                "credit_code",
                "phone",
                "site_address",
                "building",
                "wecom_external_id",
                "partner_id",
                "state",
            }
        )

    def _conflict_values(self):
        # Drafts claim nothing yet; a converted one is seen through its opportunity.
        if self.state not in ("submitted", "approved"):
            return {}
        return self._conflict_query()

    def _conflict_query(self):
        """Return the values of this registration as ``find_conflicts`` takes them."""
        return {
            "name": self.customer_name,
            "credit_code": self.credit_code,
            "phone": self.phone,
            "address": f"{self.site_address or ''}{self.building or ''}",
            "wecom_id": self.wecom_external_id,
        }

    def action_view_lead(self):
        """Open the protected opportunity."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }
