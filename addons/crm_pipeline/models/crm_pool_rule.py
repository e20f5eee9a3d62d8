from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

#: What a rule takes depends on these; a change of them waits for the next day.
TERMS = ("model", "domain", "condition", "days", "reminder_days")
GUARDED_FIELDS = frozenset({"effective_from", "terms_before"})


class CrmPoolRule(models.Model):
    """What falls into a public pool, and when.

    A change takes effect on the next day: until then the night's sweep goes by what
    the rule said before. Switching a rule off works at once, as it takes nothing.
    """

    _name = "crm.pool.rule"
    _description = "Rule of a Public Pool"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="A record falls into the pool of the first rule that takes it."
    )
    active = fields.Boolean(default=True)
    pool_id = fields.Many2one(
        "crm.pool", string="Public Pool", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pool_id.company_id", store=True, index=True)
    model = fields.Selection(
        [
            ("crm.lead", "Leads and Opportunities"),
            ("res.partner", "Customers"),
        ],
        string="Takes",
        required=True,
        default="crm.lead",
    )
    domain = fields.Char(string="Only These", default="[]")
    condition = fields.Selection(
        [
            ("no_follow_up", "Without effective follow-up"),
            ("no_opportunity", "Without opportunity"),
            ("no_contract", "Without contract"),
        ],
        required=True,
        default="no_follow_up",
    )
    days = fields.Integer(
        required=True,
        default=15,
        help="Counted from the last effective follow-up, or from the assignment when "
        "there was none since.",
    )
    reminder_days = fields.Integer(
        string="Remind Before (days)",
        default=3,
        help="So many days before, the owner gets one summary a day. 0: never.",
    )
    effective_from = fields.Date(
        string="In Force From",
        readonly=True,
        copy=False,
        help="A change takes effect on the next day.",
    )
    terms_before = fields.Json(
        readonly=True, copy=False, help="What is in force until then."
    )
    is_pending = fields.Boolean(compute="_compute_is_pending")

    _days_positive = models.Constraint(
        "CHECK(days > 0 AND reminder_days >= 0)",
        "A rule needs at least one day, and its reminder cannot be negative.",
    )

    @api.depends("effective_from")
    def _compute_is_pending(self):
        for rule in self:
            rule.is_pending = bool(
                rule.active
                and rule.effective_from
                and rule.effective_from > rule.pool_id._today()
            )

    @api.constrains("domain", "model")
    def _check_domain(self):
        for rule in self:
            try:
                # The rule's author need not be able to read what it takes.
                self.env[rule.model].sudo().search(rule._own_domain(), limit=1)
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "Rule %(rule)s: “%(domain)s” is no filter for %(model)s. "
                        "Choose it anew with the filter editor.",
                        rule=rule.name,
                        domain=rule.domain,
                        model=rule.model,
                    )
                ) from error

    # -- what is in force ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_guarded(vals_list)
        rules = super().create(vals_list)
        for rule in rules:
            rule._wait(None)
        return rules

    def write(self, vals):
        self._check_guarded([vals])
        before = {rule: rule._get_terms() if rule.active else None for rule in self}
        result = super().write(vals)
        for rule in self:
            after = rule._get_terms() if rule.active else None
            if after and after != before[rule]:
                rule._wait(before[rule])
        return result

    def _check_guarded(self, vals_list):
        if not self.env.su and GUARDED_FIELDS.intersection(*[set().union(*vals_list)]):
            raise AccessError(
                self.env._("From when a rule is in force cannot be written.")
            )

    def _wait(self, before):
        """Let what the rule says now begin tomorrow; until then ``before`` holds."""
        today = self.pool_id._today()
        vals = {"effective_from": today + timedelta(days=1)}
        if not self.effective_from or self.effective_from <= today:
            vals["terms_before"] = before or False
        # Written by code alone, whoever changes the rule.
        self.sudo().write(vals)

    def _get_terms(self):
        """Return what the rule says, as plain values."""
        self.ensure_one()
        return {
            "pool_id": self.pool_id.id,
            **{name: self[name] for name in TERMS},
        }

    def _get_terms_in_force(self):
        """Return what the rule says today; None when it is not in force yet."""
        self.ensure_one()
        if not self.active:
            return None
        if self.effective_from and self.effective_from > self.pool_id._today():
            return self.terms_before or None
        return self._get_terms()

    # -- what it takes -------------------------------------------------------------

    def _own_domain(self):
        return Domain(literal_eval(self.domain or "[]"))

    @api.model
    def _get_due_domain(self, terms, now):
        """Return what a rule of these ``terms`` takes at ``now``, in UTC."""
        # What exempts a record need not be readable to who asks.
        model_sudo = self.env[terms["model"]].sudo()
        pool = self.env["crm.pool"].browse(terms["pool_id"])
        since = now - timedelta(days=terms["days"])
        late = {
            "no_follow_up": model_sudo._get_idle_domain,
            "no_opportunity": model_sudo._get_pool_no_opportunity_domain,
            "no_contract": model_sudo._get_pool_no_contract_domain,
        }[terms["condition"]](since)
        return (
            model_sudo._get_pool_candidate_domain()
            & pool._get_record_domain(terms["model"])
            & Domain(literal_eval(terms["domain"] or "[]"))
            & late
            & ~model_sudo._get_exempt_domain()
        )

    def _get_simulated_domain(self):
        """Return what these rules would take now, as they stand and if active.

        What an earlier rule takes does not fall to a later one.
        """
        now = fields.Datetime.now()
        domains = []
        for rule in self:
            domain = self._get_due_domain(rule._get_terms(), now)
            for earlier in rule._get_earlier_rules():
                domain &= ~self._get_due_domain(earlier._get_terms(), now)
            domains.append(domain)
        return Domain.OR(domains)

    def _get_earlier_rules(self):
        earlier = self.search(
            [("company_id", "=", self.company_id.id), ("model", "=", self.model)]
        )
        return earlier.filtered(
            lambda rule: (rule.sequence, rule.id) < (self.sequence, self.id)
        )

    def simulate(self):
        """Open what this rule would take now, grouped by owner; write nothing."""
        self.ensure_one()
        self.check_access("read")
        found = self._simulate()
        amount = self.company_id.currency_id.format(found["revenue"])
        name = self.env._(
            "Simulation: %(count)s records of %(owners)s people",
            count=found["count"],
            owners=found["owners"],
        )
        if found["revenue"]:
            name = self.env._("%(name)s, %(amount)s", name=name, amount=amount)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self.model,
            "views": [(False, "list"), (False, "pivot"), (False, "form")][
                :: 1 if self.model == "crm.lead" else 2
            ],
            "domain": [("due_pool_rule_id", "in", self.ids)],
            "context": {"group_by": "user_id", "create": False},
            "help": self.env._(
                "<p class='o_view_nocontent_smiling_face'>This rule would take "
                "nothing</p><p>Everything it looks at is followed up in time, or "
                "exempt.</p>"
            ),
        }

    def _simulate(self):
        """Return how many records, of how many owners, with what expected revenue."""
        # A manager simulates for records of all people.
        model_sudo = self.env[self.model].sudo()
        has_revenue = "expected_revenue" in model_sudo._fields
        groups = model_sudo._read_group(
            self._get_simulated_domain(),
            ["user_id"],
            ["__count", "expected_revenue:sum" if has_revenue else "id:min"],
        )
        return {
            "count": sum(count for _user, count, _sum in groups),
            "owners": len(groups),
            "revenue": sum(row[2] or 0 for row in groups) if has_revenue else 0,
        }
