from odoo import api, fields, models

from odoo.addons.crm_approval.tools import workdays

from ..tools import risk
from .res_company_targets import RISK_FIELDS


class ProjectProject(models.Model):
    """How late a project is, and whether it is at risk, from its records alone."""

    _inherit = "project.project"

    baseline_date = fields.Date(
        string="First Planned End",
        readonly=True,
        copy=False,
        help="The end as it was planned when the project was made.",
    )
    delay_days = fields.Integer(
        string="Delay (working days)", compute="_compute_risk", store=True
    )
    risk = fields.Selection(
        [("green", "On Track"), ("amber", "At Risk"), ("red", "Critical")],
        compute="_compute_risk",
        store=True,
        index=True,
    )
    risk_note = fields.Text(string="Why It Is at Risk", compute="_compute_risk_note")

    @api.depends(
        "baseline_date",
        "date",
        "date_start",
        "design_progress",
        "deliverable_ids.state",
        "deliverable_ids.deadline",
        "overspent_percent",
        "is_template",
        "company_id",
        *(f"company_id.{name}" for name in RISK_FIELDS),
    )
    def _compute_risk(self):
        design = self.filtered(lambda each: each.contract_id and not each.is_template)
        other = self - design
        other.delay_days, other.risk = 0, False
        for project in design:
            facts = project._risk_facts()
            project.delay_days = facts.delay
            project.risk, _reasons = risk.judge(facts, project._risk_limits())

    @api.depends("risk")
    @api.depends_context("lang")
    def _compute_risk_note(self):
        for project in self:
            sentences = []
            if project.risk in (risk.AMBER, risk.RED):
                facts = project._risk_facts()
                _level, reasons = risk.judge(facts, project._risk_limits())
                sentences = project._say_risk(facts, reasons)
            project.risk_note = "\n".join(sentences)

    def _risk_limits(self):
        """Return from where on a fact is a risk to this project."""
        # Designers do not read the settings of the company.
        return self._plan_company().sudo()._risk_limits()

    def _risk_facts(self):
        """Return what is known of the project as a plain value."""
        self.ensure_one()
        is_worked = self._is_worked()
        today = self.company_id._get_work_day()
        end = self.date
        # The risk is the project's, whoever of its readers looks.
        items = self.sudo().deliverable_ids
        late = items.filtered(
            lambda item: (
                item.state in ("planned", "in_review")
                and item.deadline
                and item.deadline < today
            )
        )
        waiting = items.filtered(lambda item: item.state == "released")
        waits = [item.client_version_id._count_client_days() for item in waiting]
        count = workdays.workdays_between
        is_open = self.design_progress < 100
        final = max(end, today) if end and is_open else end
        delay = 0
        if self.baseline_date and final:
            delay = count(self.baseline_date, final, is_worked)
        behind = 0.0
        if self.date_start and end and is_open:
            used = risk.time_used(
                count(self.date_start, end, is_worked),
                count(self.date_start, today, is_worked),
            )
            behind = max(0.0, used - self.design_progress)
        return risk.Facts(
            delay=delay,
            late_items=len(late),
            latest=max(
                (count(item.deadline, today, is_worked) for item in late), default=0
            ),
            waiting=max(waits, default=0),
            behind=behind,
            overspent=self.sudo().overspent_percent,
        )

    def _say_risk(self, facts, reasons):
        """Return why the project is at risk, a sentence a reason."""
        sentences = {
            "delay": self.env._(
                "It ends %(days)s working days later than first planned.",
                days=facts.delay,
            ),
            "latest": self.env._(
                "%(count)s deliverables are late, the worst by %(days)s working days.",
                count=facts.late_items,
                days=facts.latest,
            ),
            "waiting": self.env._(
                "The client has not answered for %(days)s working days.",
                days=facts.waiting,
            ),
            "behind": self.env._(
                "The progress lies %(points)s percent points behind the time used.",
                points=round(facts.behind),
            ),
            "overspent": self.env._(
                "The hours spent lie %(percent)s %% above those planned.",
                percent=round(facts.overspent),
            ),
        }
        return [sentences[reason] for reason in reasons]

    def _schedule_phases(self, start, today=None):
        result = super()._schedule_phases(start, today)
        for project in self.filtered(lambda each: not each.baseline_date):
            project.baseline_date = project.date
        return result
