from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import risk

#: What is judged -> its two limits. What is not set is as ``tools.risk`` has it.
LIMIT_FIELDS = {
    name: (f"risk_{name}_amber", f"risk_{name}_red") for name in risk.FACT_NAMES
}
RISK_FIELDS = [name for pair in LIMIT_FIELDS.values() for name in pair]
_STANDARD = risk.Limits()


class ResCompany(models.Model):
    """What a company wants of its projects, and from where on they are at risk."""

    _inherit = "res.company"

    on_time_target = fields.Float(
        string="On-Time Target (%)",
        default=95.0,
        digits=(5, 1),
        help="So many of the deliverables are to be on time.",
    )
    risk_delay_amber = fields.Integer(
        string="End Delayed: At Risk from", default=_STANDARD.delay[0]
    )
    risk_delay_red = fields.Integer(
        string="End Delayed: Critical from", default=_STANDARD.delay[1]
    )
    risk_latest_amber = fields.Integer(
        string="Deliverable Late: At Risk from", default=_STANDARD.latest[0]
    )
    risk_latest_red = fields.Integer(
        string="Deliverable Late: Critical from", default=_STANDARD.latest[1]
    )
    risk_waiting_amber = fields.Integer(
        string="Client Silent: At Risk from", default=_STANDARD.waiting[0]
    )
    risk_waiting_red = fields.Integer(
        string="Client Silent: Critical from", default=_STANDARD.waiting[1]
    )
    risk_behind_amber = fields.Float(
        string="Progress Behind: At Risk from",
        default=_STANDARD.behind[0],
        digits=(5, 1),
    )
    risk_behind_red = fields.Float(
        string="Progress Behind: Critical from",
        default=_STANDARD.behind[1],
        digits=(5, 1),
    )
    risk_overspent_amber = fields.Float(
        string="Hours Overspent: At Risk from",
        default=_STANDARD.overspent[0],
        digits=(5, 1),
    )
    risk_overspent_red = fields.Float(
        string="Hours Overspent: Critical from",
        default=_STANDARD.overspent[1],
        digits=(5, 1),
    )

    _on_time_target_share = models.Constraint(
        "CHECK(on_time_target >= 0 AND on_time_target <= 100)",
        "The on-time target is a share of the deliverables: 0 to 100 %.",
    )

    @api.constrains(*RISK_FIELDS)
    def _check_risk_limits(self):
        for company in self:
            for name in company._risk_limits().faults():
                amber, red = LIMIT_FIELDS[name]
                raise ValidationError(
                    self.env._(
                        "%(company)s: a project is at risk first and critical later. "
                        "“%(amber)s” (%(low)g) must be more than 0 and not above "
                        "“%(red)s” (%(high)g).",
                        company=company.name,
                        amber=self._fields[amber]._description_string(self.env),
                        red=self._fields[red]._description_string(self.env),
                        low=company[amber],
                        high=company[red],
                    )
                )

    def _risk_limits(self):
        """Return the limits as a plain value for ``tools.risk``."""
        self.ensure_one()
        return risk.Limits(
            **{
                name: (self[amber], self[red])
                for name, (amber, red) in LIMIT_FIELDS.items()
            }
        )
