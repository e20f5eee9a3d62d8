from odoo import api, fields, models

from ..tools import quota

DEFAULTS = {"member_minute": 30, "member_hour": 1000, "app_minute": 10_000}
NAMES = tuple(f"limit_{name}" for name in DEFAULTS)


class CrmConnector(models.Model):
    """How much is sent at most: what exceeds it waits and is never dropped."""

    _inherit = "crm.connector"

    limit_member_minute = fields.Integer(
        string="To One Person a Minute",
        compute="_compute_limits",
        store=True,
        readonly=False,
    )
    limit_member_hour = fields.Integer(
        string="To One Person an Hour",
        compute="_compute_limits",
        store=True,
        readonly=False,
    )
    limit_app_minute = fields.Integer(
        string="Altogether a Minute",
        compute="_compute_limits",
        store=True,
        readonly=False,
    )

    _limits_positive = models.Constraint(
        "CHECK(limit_member_minute > 0 AND limit_member_hour > 0 "
        "AND limit_app_minute > 0)",
        "A limit is at least 1: with less no message would ever leave.",
    )

    @api.model
    def _default_limits(self):
        """Hook: kind -> the vendor's limits where they differ from ``DEFAULTS``."""
        return {}

    @api.depends("kind")
    def _compute_limits(self):
        by_kind = self._default_limits()
        for connector in self:
            limits = DEFAULTS | by_kind.get(connector.kind, {})
            for name in DEFAULTS:
                connector[f"limit_{name}"] = limits[name]

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo computes none of the fields of one method when one of them is given.
        by_kind = self._default_limits()
        completed = []
        for vals in vals_list:
            if any(name in vals for name in NAMES):
                limits = DEFAULTS | by_kind.get(vals.get("kind"), {})
                usual = {f"limit_{name}": limits[name] for name in DEFAULTS}
                vals = {**usual, **vals}
            completed.append(vals)
        return super().create(completed)

    def _reserve(self, members):
        """Seconds that each of these recipients waits; 0: counted, send now."""
        self.ensure_one()
        limits = quota.Limits(*(self[name] for name in NAMES), self.limit_member_day)
        return self.env["crm.connector.quota"]._reserve(self.id, members, limits)

    def _reserve_robot(self, robot):
        """Seconds until this robot may write; 0: counted, send now."""
        limit = robot._limit()
        limits = quota.Limits(limit, 60 * limit, self.limit_app_minute)
        name = f"robot:{robot.id}"
        return self.env["crm.connector.quota"]._reserve(self.id, [name], limits)[name]
