from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .crm_contract import IN_FORCE_STATES

# So many are named in one message; the others are in the workbench.
NAMED = 20


class CrmContract(models.Model):
    """When a contract ends, and who is told of it in time."""

    _inherit = "crm.contract"

    date_term_end = fields.Date(
        string="Term Ends on",
        compute="_compute_date_term_end",
        store=True,
        help="The contract's end, or the one that the last signed supplement says.",
    )
    notice_days = fields.Integer(
        string="Remind before (days)",
        compute="_compute_notice_days",
        store=True,
        readonly=False,
        help="So many days before its end the salesperson is reminded.",
    )
    reminder_date = fields.Date(
        string="Reminder on", compute="_compute_reminder_date", store=True
    )
    end_reminded_at = fields.Date(
        string="Reminded on",
        compute="_compute_end_reminded_at",
        store=True,
        copy=False,
        help="When the salesperson was told of this end; another end is told anew.",
    )

    _notice_days_positive = models.Constraint(
        "CHECK(notice_days >= 0)",
        "The days before a contract's end cannot be negative.",
    )
    # Those that end, among all contracts ever made.
    _ending_idx = models.Index(
        "(reminder_date, user_id) WHERE parent_id IS NULL "
        "AND state IN ('signed', 'running', 'suspended')"
    )

    @api.depends("date_end", "supplement_ids.date_end", "supplement_ids.state")
    def _compute_date_term_end(self):
        for contract in self:
            later = contract._counted_supplements().filtered("date_end")
            last = later.sorted("supplement_number")[-1:]
            contract.date_term_end = last.date_end or contract.date_end

    @api.depends("company_id")
    def _compute_notice_days(self):
        for contract in self:
            contract.notice_days = contract.company_id.contract_notice_days

    @api.depends("date_term_end", "notice_days")
    def _compute_reminder_date(self):
        for contract in self:
            end = contract.date_term_end
            contract.reminder_date = end and end - timedelta(days=contract.notice_days)

    @api.depends("date_term_end")
    def _compute_end_reminded_at(self):
        # Written by the cron; another end begins anew.
        self.end_reminded_at = False

    @api.model
    def _get_ending_domain(self):
        """Return the contracts in force whose end is near and that are not renewed."""
        renewed = Domain("renewal_id", "any!", Domain("state", "!=", "terminated"))
        return (
            Domain("parent_id", "=", False)
            & Domain("state", "in", IN_FORCE_STATES)
            & Domain("reminder_date", "<=", self._term_today())
            & ~renewed
        )

    @api.model
    def _term_today(self):
        """Return today where the company works; the server itself runs in UTC."""
        return fields.Date.context_today(self.with_context(tz=self._term_zone()))

    @api.model
    def _term_zone(self):
        """Return the time zone whose days count."""
        return self.env.context.get("tz") or self.env.user.tz or "Asia/Shanghai"

    # -- the reminder ----------------------------------------------------------------

    @api.model
    def _cron_remind_of_ends(self):
        """Tell each owner once, in one message, which of his contracts end soon."""
        domain = self._get_ending_domain() & Domain("end_reminded_at", "=", False)
        by_owner = {}
        for user, team, contracts in self._read_group(
            domain, ["user_id", "team_id"], ["id:recordset"]
        ):
            owner = user if user.active else team.user_id
            by_owner[owner] = by_owner.get(owner, self.browse()) | contracts
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(by_owner))
        for owner, contracts in by_owner.items():
            if owner:
                contracts._remind_of_ends(owner)
            if not cron._commit_progress(1):
                break

    def _remind_of_ends(self, owner):
        """Tell ``owner`` of the ends of these contracts, and remember it."""
        told = self.with_context(lang=owner.lang or self.env.lang)
        told.env["mail.thread"].message_notify(
            partner_ids=owner.partner_id.ids,
            subject=told.env._("%(count)s contracts end soon", count=len(self)),
            body=told._say_ends(),
        )
        self.end_reminded_at = self._term_today()

    def _say_ends(self):
        """Return the contracts and the days they end on, as HTML."""
        contracts = self.sorted(lambda contract: (contract.date_term_end, contract.id))
        item = Markup("<li>%s · %s · %s</li>")
        rows = [
            item
            % (
                contract._get_html_link(),
                contract.partner_id.name or "",
                format_date(self.env, contract.date_term_end),
            )
            for contract in contracts[:NAMED]
        ]
        if len(self) > NAMED:
            more = self.env._("… and %(count)s more", count=len(self) - NAMED)
            rows.append(Markup("<li>%s</li>") % more)
        hint = self.env._(
            "Renew them, extend them by a supplement, or close them when all is done."
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (hint, Markup("").join(rows))
