from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_payment_plan_line import FINANCE_GROUP

STATES = [("draft", "Draft"), ("confirmed", "Confirmed"), ("paid", "Paid Out")]
MANAGER_GROUP = "sales_team.group_sale_manager"


class CrmCommissionStatement(models.Model):
    """The commission of one person and month: confirmed once, then it stays.

    What is taken back later is in the statement of the month in which it happens.
    """

    _name = "crm.commission.statement"
    _description = "Commission Statement"
    _inherit = ["mail.thread"]
    _order = "month desc, user_id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
        help="The team whose leader confirms it: the person's own.",
    )
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    month_text = fields.Char(string="Statement Month", compute="_compute_month_text")
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", index=True, tracking=True
    )
    entry_ids = fields.One2many(
        "crm.commission.entry",
        "statement_id",
        string="Commission Entries",
        readonly=True,
    )
    entry_count = fields.Integer(compute="_compute_amounts", store=True)
    amount_earned = fields.Monetary(
        string="From Receipts", compute="_compute_amounts", store=True
    )
    amount_back = fields.Monetary(
        string="Clawed Back", compute="_compute_amounts", store=True
    )
    amount_total = fields.Monetary(
        string="Commission", compute="_compute_amounts", store=True
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    confirmed_at = fields.Datetime(readonly=True)
    paid_at = fields.Date(string="Paid Out on", readonly=True)
    may_confirm = fields.Boolean(compute="_compute_may_confirm")

    _once = models.UniqueIndex(
        "(user_id, company_id, month)", "This person has a statement of this month."
    )

    @api.depends("entry_ids.amount", "entry_ids.kind")
    def _compute_amounts(self):
        groups = self.env["crm.commission.entry"]._read_group(
            [("statement_id", "in", self.ids)],
            ["statement_id", "kind"],
            ["amount:sum", "__count"],
        )
        found = {(row.id, kind): rest for row, kind, *rest in groups}
        for statement in self:
            rows = {
                kind: found.get((statement._origin.id, kind), (0.0, 0))
                for kind in ("receipt", "clawback", "restored")
            }
            statement.entry_count = sum(count for _amount, count in rows.values())
            statement.amount_earned = rows["receipt"][0]
            statement.amount_back = rows["clawback"][0] + rows["restored"][0]
            statement.amount_total = statement.amount_earned + statement.amount_back

    @api.depends("month")
    def _compute_month_text(self):
        for statement in self:
            statement.month_text = fields.Date.to_string(statement.month)[:7]

    @api.depends("user_id.name", "month")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = f"{statement.user_id.name} {statement.month_text}"

    @api.depends("state", "user_id", "team_id.user_id", "month")
    @api.depends_context("uid")
    def _compute_may_confirm(self):
        today = self.env["crm.payment.plan.line"]._today()
        for statement in self:
            statement.may_confirm = (
                statement.state == "draft"
                and statement._get_end() <= today
                and statement._is_confirmer()
            )

    def _get_end(self):
        """Return the day from which on the month is over."""
        self.ensure_one()
        return self.month + relativedelta(months=1)

    def _is_confirmer(self):
        """Return whether the user may confirm this one: never his own."""
        self.ensure_one()
        user = self.env.user
        return user != self.user_id and (
            user == self.sudo().team_id.user_id  # the leader need not read the team
            or user.has_group(MANAGER_GROUP)
            or user.has_group("account.group_account_manager")
        )

    # -- where entries go -------------------------------------------------------------

    @api.model
    def _get_open(self, vals_list):
        """Return the statement of each entry; superuser only.

        That of its month, or of the first month after it that is not confirmed.
        """
        wanted = [
            (vals["user_id"], vals["company_id"], vals["date"].replace(day=1))
            for vals in vals_list
        ]
        known = {
            (row.user_id.id, row.company_id.id, row.month): row
            for row in self.search(
                [
                    ("user_id", "in", [key[0] for key in wanted]),
                    ("company_id", "in", [key[1] for key in wanted]),
                    ("month", ">=", min(key[2] for key in wanted)),
                ]
            )
        }
        places = []
        for user_id, company_id, month in wanted:
            while known.get((user_id, company_id, month), self).state not in (
                False,
                "draft",
            ):
                month += relativedelta(months=1)
            places.append((user_id, company_id, month))
        missing = [key for key in dict.fromkeys(places) if key not in known]
        known.update(zip(missing, self._create_for(missing), strict=True))
        return [known[place] for place in places]

    @api.model
    def _create_for(self, keys):
        """Make the statements of (user id, company id, month)."""
        users = self.env["res.users"].browse([key[0] for key in keys])
        return self.create(
            [
                {
                    "user_id": user.id,
                    "company_id": company_id,
                    "month": month,
                    "team_id": user.sale_team_id.id,
                }
                for user, (_user_id, company_id, month) in zip(users, keys, strict=True)
            ]
        )

    def _check_open(self):
        """Raise where something would be added to what is confirmed."""
        for statement in self.filtered(lambda statement: statement.state != "draft"):
            raise UserError(
                self.env._(
                    "Statement %(statement)s is confirmed and stays as it is.",
                    statement=statement.display_name,
                )
            )

    # -- what people do ---------------------------------------------------------------

    def action_confirm(self):
        """Confirm finished months of others; afterwards they stay as they are."""
        self.lock_for_update()
        today = self.env["crm.payment.plan.line"]._today()
        for statement in self:
            if not statement._is_confirmer():
                raise AccessError(
                    self.env._(
                        "Statement %(statement)s is confirmed by the leader of the "
                        "team or a sales manager, and by nobody for himself.",
                        statement=statement.display_name,
                    )
                )
            statement._check_open()
            if statement._get_end() > today:
                raise UserError(
                    self.env._(
                        "Statement %(statement)s: the month is not over yet. Confirm "
                        "it from %(date)s on.",
                        statement=statement.display_name,
                        date=statement._get_end(),
                    )
                )
        # Nobody writes statements but by these buttons.
        self.sudo().write(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_at": fields.Datetime.now(),
            }
        )

    def action_pay(self):
        """Note that finance has paid these out."""
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(
                self.env._("Only finance notes that commission is paid out.")
            )
        self.lock_for_update()
        for statement in self.filtered(lambda row: row.state != "confirmed"):
            raise UserError(
                self.env._(
                    "Statement %(statement)s is not confirmed, or paid out already.",
                    statement=statement.display_name,
                )
            )
        # As above.
        self.sudo().write(
            {"state": "paid", "paid_at": self.env["crm.payment.plan.line"]._today()}
        )

    def action_view_entries(self):
        """Open the entries of these statements."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_finance_link.crm_commission_entry_action"
        )
        return dict(action, domain=[("statement_id", "in", self.ids)], context={})
