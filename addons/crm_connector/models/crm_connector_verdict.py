from markupsafe import Markup

from odoo import fields, models

from ..tools import health


class CrmConnector(models.Model):
    """Whether somebody has to do something, and what: the first thing that is seen."""

    _inherit = "crm.connector"

    health_state = fields.Selection(
        [("good", "Fine"), ("attention", "Needs Attention")],
        string="Verdict",
        compute="_compute_health",
    )
    health_advice = fields.Char(string="To Do", compute="_compute_health")
    health_html = fields.Html(
        string="Health", compute="_compute_health", sanitize=False
    )

    def _compute_health(self):
        by_connector = self._health_lines()
        for connector in self:
            lines = list(by_connector.get(connector.id, []))
            level, advice = health.worst(lines), health.to_do(lines)
            is_good = level == health.GOOD
            connector.health_state = "good" if is_good else "attention"
            connector.health_advice = advice[0] if advice else False
            connector.health_html = connector._health_banner(
                level, advice
            ) + connector._health_tables(lines)

    def _health_banner(self, level, advice):
        """The verdict in one line, and below it what to do, the worst first."""
        if level == health.GOOD:
            verdict, details = self.env._("Fine"), self.env._("There is nothing to do.")
        else:
            verdict = self.env._("Needs attention")
            items = Markup("").join(Markup("<li>%s</li>") % text for text in advice)
            details = Markup("<ul class='mb-0 mt-1 ps-3'>%s</ul>") % items
        return Markup(
            "<div class='alert alert-%s mb-3' role='status'>"
            "<strong class='me-2'>%s</strong>%s</div>"
        ) % (level, verdict, details)

    def _health_tables(self, lines):
        """The facts: two columns beside each other, below each other on a phone."""
        row = Markup(
            "<tr><th class='pe-3 fw-normal text-muted text-nowrap'>%s</th>"
            "<td class='w-100 text-break'>%s</td></tr>"
        )
        mark = Markup("<span class='text-%s'>%s</span>")
        column = Markup(
            "<div class='col-lg-6'><table class='table table-sm mb-0'>"
            "<tbody>%s</tbody></table></div>"
        )
        columns = (
            column
            % Markup("").join(
                row
                % (
                    line.label,
                    mark % (line.level, line.value) if line.level else line.value,
                )
                for line in half
            )
            for half in health.halves(lines)
        )
        return Markup("<div class='row mb-3'>%s</div>") % Markup("").join(columns)
