from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: The models whose records fall into pools.
POOL_MODELS = ("crm.lead", "res.partner")


class CrmPool(models.Model):
    """A public pool (公海): leads and customers that anybody of it may claim.

    The pool says who may claim how much; its rules say what falls into it.
    """

    _name = "crm.pool"
    _description = "Public Pool"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    tz = fields.Selection(
        lambda self: (
            self.env["res.partner"]._fields["tz"]._description_selection(self.env)
        ),
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "Asia/Shanghai",
        help="In this time zone the pool's days begin: for the daily limits and for "
        "changes of its rules.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        string="Sales Teams",
        help="Whose records fall into this pool. Empty: those of all teams.",
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="Regions",
        help="Records of which regions fall into this pool. Empty: of all regions.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "crm_pool_member_rel",
        string="Members",
        domain="[('share', '=', False)]",
        help="Who may claim from this pool. Empty: everybody in sales.",
    )
    manager_ids = fields.Many2many(
        "res.users",
        "crm_pool_manager_rel",
        string="Pool Managers",
        domain="[('share', '=', False)]",
        help="They assign from this pool and see its records in full, as sales "
        "managers do.",
    )
    claim_per_day = fields.Integer(
        string="Claims a Day", default=5, help="How many records one may claim a day."
    )
    hold_max = fields.Integer(
        string="Holding Limit",
        default=100,
        help="Who has this many open opportunities (or customers) claims no further "
        "one.",
    )
    cool_down_days = fields.Integer(
        string="Cool-down (days)",
        default=30,
        help="Whoever had a record within these days, last or before others, does "
        "not claim it.",
    )
    view_per_day = fields.Integer(
        string="Contacts Shown a Day",
        default=20,
        help="Of how many records one may see the contact data a day.",
    )
    rule_ids = fields.One2many(
        "crm.pool.rule", "pool_id", string="Rules", context={"active_test": False}
    )
    record_count = fields.Integer(compute="_compute_record_count")
    claims_left = fields.Integer(compute="_compute_left")
    views_left = fields.Integer(string="Contacts Left", compute="_compute_left")
    is_pool_manager = fields.Boolean(compute="_compute_is_pool_manager")

    _limits_positive = models.Constraint(
        "CHECK(claim_per_day >= 0 AND hold_max >= 0 AND cool_down_days >= 0 "
        "AND view_per_day >= 0)",
        "The limits of a pool cannot be negative.",
    )

    def _compute_record_count(self):
        counts = dict(
            self.env["crm.pool.record"]._read_group(
                [("pool_id", "in", self.ids)], ["pool_id"], ["__count"]
            )
        )
        for pool in self:
            pool.record_count = counts.get(pool, 0)

    @api.depends_context("uid")
    def _compute_left(self):
        # The counters are kept by code; everybody is told his own.
        usages_sudo = self.env["crm.pool.usage"].sudo()
        usages_sudo = usages_sudo.search(
            Domain("user_id", "=", self.env.uid)
            & Domain.OR(
                Domain("pool_id", "=", pool.id) & Domain("day", "=", pool._today())
                for pool in self
            )
        )
        usage = {usage.pool_id.id: usage for usage in usages_sudo}
        for pool in self:
            used_sudo = usage.get(pool.id, usages_sudo.browse())
            pool.claims_left = max(pool.claim_per_day - used_sudo.claimed, 0)
            pool.views_left = max(pool.view_per_day - used_sudo.revealed, 0)

    @api.depends("manager_ids")
    @api.depends_context("uid")
    def _compute_is_pool_manager(self):
        user = self.env.user
        manages_all = user.has_group("sales_team.group_sale_manager")
        for pool in self:
            pool.is_pool_manager = manages_all or user in pool.manager_ids

    def _today(self):
        """Return which day it is where this pool is."""
        return fields.Date.context_today(self.with_context(tz=self.tz))

    def _is_open_to(self, user):
        """Return whether ``user`` may claim from this pool."""
        if not user.has_group("sales_team.group_sale_salesman"):
            return False
        if self.company_id not in user.company_ids:
            return False
        return not self.member_ids or user in self.member_ids | self.manager_ids

    def _get_record_domain(self, model):
        """Return which records of ``model`` this pool takes at all."""
        domain = Domain("company_id", "in", [self.company_id.id, False])
        if self.state_ids:
            domain &= Domain("state_id", "in", self.state_ids.ids)
        if self.team_ids:
            domain &= self.env[model]._get_pool_team_domain(self.team_ids)
        return domain

    def _use(self, counter, limit):
        """Count one use of today; return whether the limit allowed it.

        One statement, so that two uses of one person at the same moment cannot both
        be the last one: the second fails to serialise, and is tried again.
        """
        query = SQL(
            """
            INSERT INTO crm_pool_usage AS usage (user_id, pool_id, day, %(counter)s)
            SELECT %(user)s, %(pool)s, %(day)s, 1 WHERE %(limit)s > 0
            ON CONFLICT (user_id, pool_id, day) DO UPDATE
            SET %(counter)s = COALESCE(usage.%(counter)s, 0) + 1
            WHERE COALESCE(usage.%(counter)s, 0) < %(limit)s
            RETURNING id
            """,
            counter=SQL.identifier(counter),
            user=self.env.uid,
            pool=self.id,
            day=self._today(),
            limit=limit,
        )
        self.env["crm.pool.usage"].flush_model()
        is_allowed = bool(self.env.execute_query(query))
        self.env["crm.pool.usage"].invalidate_model()
        self.invalidate_recordset(["claims_left", "views_left"])
        return is_allowed

    def action_view_records(self):
        """Open what is in this pool."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_pool_record_action"
        )
        action["domain"] = [("pool_id", "=", self.id)]
        action["display_name"] = self.name
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_only_empty(self):
        if full := self.filtered("record_count"):
            raise UserError(
                self.env._(
                    "%(pool)s has %(count)s records. Assign them first, or archive "
                    "the pool.",
                    pool=full[0].name,
                    count=full[0].record_count,
                )
            )
