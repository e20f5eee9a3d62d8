from odoo import api, fields, models
from odoo.tools import SQL


class ProjectProject(models.Model):
    """What is next in a project, in one sentence, and what waits to be signed."""

    _inherit = "project.project"

    next_sign_off_id = fields.Many2one(
        "project.deliverable", string="Next Sign-off", compute="_compute_next_step"
    )
    next_sign_off_date = fields.Date(
        string="Sign-off Due", compute="_compute_next_step"
    )
    next_step = fields.Char(string="What Is Next", compute="_compute_next_step")
    is_next_overdue = fields.Boolean(
        string="Sign-off Overdue", compute="_compute_next_step"
    )
    board_note = fields.Text(string="Warnings", compute="_compute_board_note")

    @api.depends(
        "deliverable_ids.state",
        "deliverable_ids.deadline",
        "milestone_ids.is_reached",
        "is_paused",
        "closed_at",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        following = self._get_next_sign_offs()
        for project in self:
            item = following.get(project._origin.id, self.env["project.deliverable"])
            project.next_sign_off_id = item.with_env(self.env)
            project.next_sign_off_date = item.deadline
            project.is_next_overdue = (
                bool(item.deadline)
                and item.deadline < project.company_id._get_work_day()
            )
            project.next_step = project._say_next_step(item)

    def _get_next_sign_offs(self):
        """Return {project id: the deliverable that is signed next}, as superuser.

        One statement for all: a board of eighty projects has thousands of deliverables.
        """
        items_sudo = self.env["project.deliverable"].sudo()
        names = ["project_id", "state", "deadline", "phase_sequence", "sequence"]
        items_sudo.flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (project_id) id
                  FROM project_deliverable
                 WHERE project_id = ANY(%s) AND state != 'signed_off'
                 ORDER BY project_id, deadline NULLS LAST, phase_sequence, sequence, id
                """,
                self._origin.ids,
            )
        )
        # Progress belongs to all who read the project.
        items_sudo = items_sudo.browse([row[0] for row in rows])
        return {item.project_id.id: item for item in items_sudo}

    def _say_next_step(self, item):
        """Return what happens next in this project; ``item`` is signed next."""
        self.ensure_one()
        if self.closed_at:
            day = self.company_id._get_work_day(self.closed_at)
            return self.env._("Closed on %(day)s", day=day)
        if self.is_paused:
            return self.env._("Stands still: its contract is suspended or terminated")
        if item:
            return item._say_next_step()
        phase = self.current_phase_id
        if phase:
            return self.env._("Mark phase %(phase)s as reached", phase=phase.name)
        return self.env._("Close the project") if self.contract_id else False

    @api.depends("deliverable_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_board_note(self):
        warnings = self._get_board_warnings()
        for project in self:
            project.board_note = "\n".join(warnings.get(project.id, ())) or False

    def _get_board_warnings(self):
        """Hook: what the board warns of, for the reader: ``{project id: sentences}``.

        Only what the current user may see; set-based, the board shows eighty at once.
        """
        return {}

    def action_view_next_sign_off(self):
        """Open the deliverable that is signed next."""
        self.ensure_one()
        return self.next_sign_off_id._get_records_action()

    def action_view_phase_timeline(self):
        """Open the phases of this project on the timeline."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_phase_timeline_action"
        )
        return dict(action, domain=[("project_id", "=", self.id)], context={})
