from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

DIMENSIONS = [
    ("value", "Value"),
    ("industry", "Industry"),
    ("size", "Size"),
    ("need", "Need"),
    ("other", "Other"),
]
MANAGER = "sales_team.group_sale_manager"


class ResPartnerCategory(models.Model):
    """Tags of customers: given by hand, or by a rule every night."""

    _inherit = "res.partner.category"

    dimension = fields.Selection(
        DIMENSIONS,
        default="other",
        required=True,
        help="What the tag says something about.",
    )
    # A rule is tried with all rights, so it could ask for what its author may not read.
    is_rule = fields.Boolean(
        string="By a Rule",
        groups=MANAGER,
        help="The customers of the rule have the tag, and nobody else: what is given "
        "or taken by hand changes back in the night.",
    )
    rule_domain = fields.Char(string="Rule", groups=MANAGER)
    rule_refreshed_at = fields.Datetime(
        string="Refreshed", readonly=True, copy=False, groups=MANAGER
    )
    rule_count = fields.Integer(
        string="Customers Found", readonly=True, copy=False, groups=MANAGER
    )

    @api.constrains("is_rule", "rule_domain")
    def _check_rule_domain(self):
        for tag_sudo in self.sudo().filtered("is_rule"):
            tag_sudo._get_rule_query()

    def _get_rule_query(self):
        """Return the query of the customers that the rule finds (as superuser).

        :raise ValidationError: the rule cannot be read
        """
        self.ensure_one()
        try:
            rule = Domain(literal_eval(self.rule_domain or "[]"))
            query = self.env["res.partner"]._search(rule & self._get_customers())
            query.select()
        except (
            KeyError,
            NotImplementedError,
            SyntaxError,
            TypeError,
            ValueError,
        ) as error:
            raise ValidationError(
                self.env._(
                    "The rule of tag %(tag)s cannot be read: %(rule)s (%(error)s). "
                    "Choose its conditions anew.",
                    tag=self.name,
                    rule=self.rule_domain,
                    error=error,
                )
            ) from error
        if rule.is_true():
            raise ValidationError(
                self.env._(
                    "The rule of tag %(tag)s has no condition: every customer would "
                    "have it. Add a condition, or give the tag by hand.",
                    tag=self.name,
                )
            )
        return query

    @api.model
    def _get_customers(self):
        """Return who may have a tag by rule: companies and people without one."""
        return (
            Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        ) & Domain("partner_share", "=", True)

    # -- refreshing ----------------------------------------------------------------

    @api.model
    def _cron_refresh_rules(self):
        """Refresh the rule tags that were not refreshed today, one after the other."""
        day = fields.Datetime.subtract(fields.Datetime.now(), hours=20)
        due = Domain("rule_refreshed_at", "=", False)
        due |= Domain("rule_refreshed_at", "<", day)
        tags = self.search(Domain("is_rule", "=", True) & due)
        self.env["ir.cron"]._commit_progress(remaining=len(tags))
        for tag in tags:
            tag._refresh()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def action_refresh_rule(self):
        """Refresh these tags now; only what differs is written."""
        if not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._("Only sales managers refresh the tags that have a rule.")
            )
        # A rule looks at all customers, whoever presses the button.
        tags_sudo = self.sudo().filtered("is_rule")
        given, taken = 0, 0
        for tag_sudo in tags_sudo:
            more, fewer = tag_sudo._refresh()
            given, taken = given + more, taken + fewer
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(given)s customers got the tag, %(taken)s lost it.",
                    given=given,
                    taken=taken,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _refresh(self):
        """Give the tag to the customers of its rule and take it from all others.

        One statement; of 100,000 customers only those that differ are written.

        :return: how many got it, how many lost it
        """
        self.ensure_one()
        query = self._get_rule_query()
        self.env.flush_all()
        [[given, taken, found]] = self.env.execute_query(
            SQL(
                """
                WITH wanted AS MATERIALIZED (%(wanted)s),
                taken AS (
                    DELETE FROM res_partner_res_partner_category_rel AS relation
                    WHERE category_id = %(tag)s AND NOT EXISTS (
                        SELECT FROM wanted WHERE wanted.id = relation.partner_id)
                    RETURNING 1
                ), given AS (
                    INSERT INTO res_partner_res_partner_category_rel
                        (partner_id, category_id)
                    SELECT id, %(tag)s FROM wanted WHERE NOT EXISTS (
                        SELECT FROM res_partner_res_partner_category_rel AS relation
                        WHERE relation.partner_id = wanted.id
                        AND relation.category_id = %(tag)s)
                    ON CONFLICT DO NOTHING
                    RETURNING 1
                )
                SELECT (SELECT count(*) FROM given), (SELECT count(*) FROM taken),
                    (SELECT count(*) FROM wanted)
                """,
                wanted=query.select(SQL("%s AS id", SQL.identifier(query.table, "id"))),
                tag=self.id,
            )
        )
        self.env["res.partner"].invalidate_model(["category_id"])
        self.write({"rule_refreshed_at": fields.Datetime.now(), "rule_count": found})
        return given, taken

    def action_view_partners(self):
        """Open the customers that have this tag."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "domain": [("category_id", "in", self.ids)],
            "views": [(False, "list"), (False, "form")],
        }
