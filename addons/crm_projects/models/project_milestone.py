from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import float_compare

from ..tools.progress import phase_progress


def check_figures(records, names):
    """Refuse to write the fields ``names``, which only follow from other records.

    :raise AccessError: for all but the superuser
    """
    if names and not records.env.su:
        labels = [
            records._fields[name]._description_string(records.env)
            for name in sorted(names)
        ]
        raise AccessError(
            records.env._(
                "%(fields)s: this follows from the records and is not typed in.",
                fields=", ".join(labels),
            )
        )


class ProjectMilestone(models.Model):
    """A phase of a design project, on Odoo's milestone."""

    _inherit = "project.milestone"

    code = fields.Char(help="Short code that templates and payment plans refer to.")
    weight = fields.Float(
        default=1.0, help="Share of this phase in the progress of the project."
    )
    duration_days = fields.Integer(
        string="Duration (working days)",
        default=20,
        help="Standard duration, in working days of the company, used to date the "
        "phases.",
    )
    planned_start_date = fields.Date(copy=False)
    fee_percent = fields.Float(
        string="Share of the Fee (%)",
        digits=(5, 2),
        help="What of the design fee this phase is worth.",
    )
    fee_amount = fields.Monetary(
        string="Fee of the Phase",
        compute="_compute_fee_amount",
        currency_field="currency_id",
        groups="project.group_project_manager,sales_team.group_sale_salesman",
    )
    currency_id = fields.Many2one(related="project_id.currency_id")
    deliverable_ids = fields.One2many(
        "project.deliverable", "milestone_id", string="Deliverables", copy=True
    )
    progress = fields.Float(
        string="Progress (%)", compute="_compute_progress", store=True, aggregator="avg"
    )

    @api.depends("is_reached", "deliverable_ids.state", "deliverable_ids.weight")
    def _compute_progress(self):
        for phase in self:
            phase.progress = phase_progress(
                ((d.weight, d.state) for d in phase.deliverable_ids), phase.is_reached
            )

    @api.depends("fee_percent", "project_id.budget_fee")
    def _compute_fee_amount(self):
        for phase in self:
            fee = phase.project_id.budget_fee
            phase.fee_amount = fee * phase.fee_percent / 100

    @api.constrains("planned_start_date", "deadline")
    def _check_dates(self):
        for phase in self:
            start, end = phase.planned_start_date, phase.deadline
            if start and end and start > end:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s would end (%(end)s) before it starts "
                        "(%(start)s). Correct one of the two dates.",
                        phase=phase.name,
                        start=start,
                        end=end,
                    )
                )

    @api.constrains("weight", "duration_days", "fee_percent")
    def _check_numbers(self):
        for phase in self:
            if min(phase.weight, phase.duration_days, phase.fee_percent) < 0:
                raise ValidationError(
                    self.env._(
                        "Weight, duration and share of the fee of phase %(phase)s "
                        "cannot be negative.",
                        phase=phase.name,
                    )
                )

    @api.constrains("fee_percent", "project_id")
    def _check_fee_shares(self):
        if "milestone_mapping" in self.env.context:
            return  # copies lie beside their originals before they move on
        for project in self.project_id:
            whole = sum(project.milestone_ids.mapped("fee_percent"))
            if float_compare(whole, 100, precision_digits=2) > 0:
                raise ValidationError(
                    self.env._(
                        "The phases of %(project)s share %(whole)s %% of the fee, "
                        "which is more than all of it. Lower one of them.",
                        project=project.name,
                        whole=f"{whole:g}",
                    )
                )

    def write(self, vals):
        check_figures(self, {"progress"} & vals.keys())
        return super().write(vals)

    def unlink(self):
        # Through the ORM, so that a version the client has seen stops it.
        self.deliverable_ids.unlink()
        return super().unlink()

    def _reach_when_signed_off(self):
        """Mark the phases whose deliverables are all signed off as reached."""
        self.filtered(
            lambda phase: (
                not phase.is_reached
                and phase.deliverable_ids
                and not phase._get_missing_to_reach()
            )
        ).write({"is_reached": True})
