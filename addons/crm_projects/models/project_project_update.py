from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import float_compare

#: risk -> status of Odoo's project update
STATUSES = {"green": "on_track", "amber": "at_risk", "red": "off_track"}


class ProjectProject(models.Model):
    """A project update written from the records, and the figures beside a project."""

    _inherit = "project.project"

    on_time_rate = fields.Float(
        string="On Time (%)", compute="_compute_deliveries", aggregator=None
    )
    on_time_target = fields.Float(
        related="company_id.on_time_target",
        string="On-Time Target (%)",
        aggregator=None,
    )
    is_on_time_short = fields.Boolean(
        string="Below the Target",
        compute="_compute_is_on_time_short",
        help="Fewer of its deliverables were on time than the company wants.",
    )
    delivered_count = fields.Integer(compute="_compute_deliveries")
    waiting_count = fields.Integer(
        string="Waits for the Client", compute="_compute_deliveries"
    )

    @api.depends("deliverable_ids.delivery", "deliverable_ids.state")
    def _compute_deliveries(self):
        # Progress and dates belong to all who read the project.
        items_sudo = self.env["project.deliverable"].sudo()
        domain = [("project_id", "in", self.ids)]
        delivered = {
            project.id: (count, rate)
            for project, count, rate in items_sudo._read_group(
                [*domain, ("delivery", "!=", "open")],
                ["project_id"],
                ["__count", "on_time_rate:avg"],
            )
        }
        waiting = dict(
            items_sudo._read_group(
                [*domain, ("state", "=", "released")], ["project_id"], ["__count"]
            )
        )
        for project in self:
            count, rate = delivered.get(project._origin.id, (0, 0.0))
            project.delivered_count, project.on_time_rate = count, rate
            project.waiting_count = waiting.get(project._origin.sudo(), 0)

    @api.depends("on_time_rate", "delivered_count", "on_time_target")
    def _compute_is_on_time_short(self):
        for project in self:
            project.is_on_time_short = bool(
                project.delivered_count
                and float_compare(
                    project.on_time_rate, project.on_time_target, precision_digits=1
                )
                < 0
            )

    def action_view_deliveries(self):
        """Open the deliveries that the on-time rate is made of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_delivery_action"
        )
        return dict(
            action, domain=[("project_id", "=", self.id), ("delivery", "!=", "open")]
        )

    def action_write_update(self):
        """Write a project update from what the records say, and open it."""
        self.ensure_one()
        self._check_may_lead()
        update = self.env["project.update"].create(self._prepare_update_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": update._name,
            "res_id": update.id,
            "views": [(False, "form")],
        }

    def _prepare_update_vals(self):
        """Return the values of an update: status, progress, and the facts in words."""
        today = self.company_id._get_work_day()
        return {
            "project_id": self.id,
            "name": self.env._("%(date)s: from the records", date=today),
            "status": STATUSES.get(self.risk, "on_track"),
            "progress": round(self.design_progress),
            "date": today,
            "description": self._update_text(),
        }

    def _update_text(self):
        """Return phases, what waits, delays and risks as HTML."""
        phases = [
            self.env._(
                "%(phase)s: %(progress)s %%, planned until %(end)s",
                phase=phase.name,
                progress=round(phase.progress),
                end=phase.deadline or "-",
            )
            for phase in self.milestone_ids._in_list_order()
        ]
        waiting = self.deliverable_ids.filtered(lambda item: item.state == "released")
        delays = [
            self.env._(
                "%(phase)s: %(days)s working days (%(cause)s)",
                phase=delay.milestone_id.name,
                days=delay.days,
                cause=dict(delay._fields["cause"]._description_selection(self.env))[
                    delay.cause
                ],
            )
            for delay in self.delay_ids
        ]
        sections = [
            (self.env._("What is next"), [self.next_step] if self.next_step else []),
            (self.env._("Phases"), phases),
            (self.env._("Waits for the client"), waiting.mapped("name")),
            (self.env._("Delays"), delays),
            (self.env._("Risks"), (self.risk_note or "").splitlines()),
        ]
        return Markup("").join(
            Markup("<h3>%s</h3><ul>%s</ul>")
            % (title, Markup("").join(Markup("<li>%s</li>") % line for line in lines))
            for title, lines in sections
            if lines
        )
