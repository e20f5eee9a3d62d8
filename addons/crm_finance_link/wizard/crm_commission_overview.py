from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

# Money is asked for, or should be; what only waits is no claim yet.
PENDING_STATES = ("due", "invoiced", "partly_paid", "overdue")


class CrmCommissionOverview(models.TransientModel):
    """What somebody has earned and what is still to come; each figure opens."""

    _name = "crm.commission.overview"
    _description = "My Commission"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        default=lambda self: self.env.user,
        domain="[('id', 'in', person_ids)]",
    )
    person_ids = fields.Many2many(
        "res.users", string="People", compute="_compute_person_ids"
    )
    has_people = fields.Boolean(compute="_compute_person_ids")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(
        required=True,
        default=lambda self: self.env["crm.payment.plan.line"]._today(),
    )
    amount_month = fields.Monetary(string="This Month", compute="_compute_earned")
    amount_year = fields.Monetary(string="This Year", compute="_compute_earned")
    amount_back = fields.Monetary(
        string="Clawed Back This Year", compute="_compute_earned"
    )
    amount_unpaid = fields.Monetary(
        string="Not Paid Out Yet", compute="_compute_earned"
    )
    amount_pending = fields.Monetary(
        string="Expected",
        compute="_compute_pending",
        help="What would come from instalments that are due and not received, at the "
        "rate that counts now.",
    )
    line_ids = fields.One2many(
        "crm.commission.overview.line", "overview_id", readonly=True
    )

    @api.depends_context("uid")
    def _compute_person_ids(self):
        groups = self.env["crm.commission.statement"]._read_group([], ["user_id"])
        people = self.env["res.users"].concat(*(user for (user,) in groups))
        for overview in self:
            overview.person_ids = people | self.env.user
            overview.has_people = len(overview.person_ids) > 1

    def _domains(self):
        """Return ``{figure: domain of its entries}``."""
        self.ensure_one()
        own = fields.Domain("user_id", "=", self.user_id.id) & fields.Domain(
            "company_id", "=", self.company_id.id
        )
        month = self.day.replace(day=1)
        year = month.replace(month=1)
        this_year = (
            own
            & fields.Domain("date", ">=", year)
            & fields.Domain("date", "<", year + relativedelta(years=1))
        )
        return {
            "amount_month": own & fields.Domain("statement_id.month", "=", month),
            "amount_year": this_year,
            "amount_back": this_year & fields.Domain("kind", "!=", "receipt"),
            "amount_unpaid": own & fields.Domain("statement_id.state", "!=", "paid"),
        }

    @api.depends("user_id", "company_id", "day")
    def _compute_earned(self):
        entries = self.env["crm.commission.entry"]
        for overview in self:
            for name, domain in overview._domains().items():
                [[overview[name]]] = entries._read_group(domain, [], ["amount:sum"])

    @api.depends("line_ids.amount")
    def _compute_pending(self):
        for overview in self:
            overview.amount_pending = sum(overview.line_ids.mapped("amount"))

    @api.model
    def action_open(self):
        """Open the overview of the user himself."""
        overview = self.create({})
        return overview._reopen()

    def action_refresh(self):
        """Show another person, of those whose commission one may read."""
        self.ensure_one()
        return self._reopen()

    def _reopen(self):
        self._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My Commission"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _fill(self):
        """Reckon what is to come, instalment by instalment."""
        self.ensure_one()
        user = self.user_id
        if user not in self.person_ids:
            # A leader sees what is to come for his people, and nobody else's.
            user = self.user_id = self.env.user
        # His part of a contract is his to know, whether he reads the contract or not.
        contracts_sudo = self.env["crm.contract"].sudo()
        lines_sudo = contracts_sudo.env["crm.payment.plan.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", PENDING_STATES),
                ("contract_id", "any", contracts_sudo._get_commission_domain(user)),
            ]
        )
        expected = (
            self.env["crm.commission.booking"]
            .sudo()
            ._expect(lines_sudo, user, self.day)
        )
        self.line_ids = [
            fields.Command.clear(),
            *(fields.Command.create(vals) for vals in expected),
        ]

    def action_view(self):
        """Open the entries behind the figure that the button names."""
        self.ensure_one()
        figure = self.env.context.get("figure")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_finance_link.crm_commission_entry_action"
        )
        return dict(
            action,
            name=self._fields[figure]._description_string(self.env),
            domain=list(self._domains()[figure]),
            context={},
        )
