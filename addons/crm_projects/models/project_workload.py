from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class ProjectWorkload(models.Model):
    """What is left to do, a row a piece of work and a person.

    Deliverables that are not out yet, open tasks, and phases without either, each with
    the hours left and the days on which they are worked: nothing before today, and what
    is late is all due today. Who may read a row is said by record rules.
    """

    _name = "project.workload"
    _description = "Workload"
    _auto = False
    _order = "date_end, date_start, id"
    _rec_name = "name"

    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [("deliverable", "Deliverable"), ("task", "Task"), ("phase", "Phase")],
        readonly=True,
    )
    deliverable_id = fields.Many2one("project.deliverable", readonly=True)
    task_id = fields.Many2one("project.task", readonly=True)
    phase_id = fields.Many2one("project.milestone", readonly=True)
    project_id = fields.Many2one("project.project", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    # The one thing that is changed here: see write().
    user_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        domain="[('share', '=', False)]",
    )
    employee_id = fields.Many2one("hr.employee.public", readonly=True)
    planned_hours = fields.Float(readonly=True)
    spent_hours = fields.Float(readonly=True)
    remaining_hours = fields.Float(
        readonly=True,
        help="Planned hours less those spent; nothing where more is spent.",
    )
    is_unplanned = fields.Boolean(
        string="Without Planned Hours",
        readonly=True,
        help="Nobody knows how long it takes, so it does not count in the workload.",
    )
    date_start = fields.Date(string="From", readonly=True)
    date_end = fields.Date(string="Until", readonly=True)
    deadline = fields.Date(readonly=True)
    is_late = fields.Boolean(string="Late", readonly=True)

    @property
    def _table_query(self):
        # What is in the cache is not in the tables yet.
        self.env.flush_all()
        today = self.env.company._get_work_day()
        return SQL(
            """
            SELECT work.*, employee.id AS employee_id,
                   GREATEST(work.planned_hours - work.spent_hours, 0)
                       AS remaining_hours,
                   work.planned_hours <= 0 AS is_unplanned,
                   work.deadline < %(today)s AS is_late,
                   -- What is due before its phase begins is worked on from now on.
                   CASE WHEN work.begins > %(today)s
                             AND (work.deadline IS NULL OR work.begins <= work.deadline)
                        THEN work.begins ELSE %(today)s END AS date_start,
                   GREATEST(work.deadline, CASE WHEN work.deadline < %(today)s
                                                THEN %(today)s END) AS date_end
            FROM (%(deliverables)s UNION ALL %(tasks)s UNION ALL %(phases)s) AS work
            LEFT JOIN hr_employee AS employee ON employee.user_id = work.user_id
             AND employee.active AND employee.company_id = work.company_id
            """,
            today=today,
            deliverables=self._select_deliverables(),
            tasks=self._select_tasks(),
            phases=self._select_phases(),
        )

    @api.model
    def _where_open(self):
        """Return what makes a project one that is worked on."""
        return SQL(
            """
            project.active AND project.is_template IS NOT TRUE
            AND project.is_paused IS NOT TRUE
            AND COALESCE(project.last_update_status, '') <> 'done'
            """
        )

    @api.model
    def _select_place(self):
        """Return where a piece of work belongs, and when it begins."""
        return SQL(
            """
            project.id AS project_id,
            COALESCE(project.company_id, contract.company_id) AS company_id,
            CASE WHEN phase.actual_start_date IS NULL
                 THEN COALESCE(phase.planned_start_date, project.date_start) END
                AS begins
            """
        )

    def _select_deliverables(self):
        return SQL(
            """
            SELECT item.id::bigint * 4 AS id, item.name, 'deliverable' AS kind,
                   item.id AS deliverable_id, NULL::int AS task_id,
                   phase.id AS phase_id, item.user_id,
                   COALESCE(item.planned_hours, 0) AS planned_hours,
                   COALESCE(item.spent_hours, 0) AS spent_hours,
                   COALESCE(item.deadline, phase.deadline, project.date) AS deadline,
                   %s
            FROM project_deliverable AS item
            JOIN project_milestone AS phase ON phase.id = item.milestone_id
            JOIN project_project AS project ON project.id = item.project_id
            LEFT JOIN crm_contract AS contract ON contract.id = project.contract_id
            WHERE item.state IN ('planned', 'in_review') AND %s
            """,
            self._select_place(),
            self._where_open(),
        )

    def _select_tasks(self):
        """A task of several people is a row each, with an equal part of its hours."""
        return SQL(
            """
            SELECT CASE WHEN place.number = 1 THEN task.id::bigint * 4 + 2
                        ELSE (task.id::bigint * 1000000 + place.user_id) * 4 + 3
                   END AS id,
                   task.name, 'task' AS kind, NULL::int AS deliverable_id,
                   task.id AS task_id, task.milestone_id AS phase_id, place.user_id,
                   COALESCE(task.allocated_hours, 0) / place.count AS planned_hours,
                   COALESCE(task.effective_hours, 0) / place.count AS spent_hours,
                   COALESCE(task.date_deadline::date, phase.deadline, project.date)
                       AS deadline,
                   %s
            FROM project_task AS task
            JOIN project_project AS project ON project.id = task.project_id
            LEFT JOIN project_milestone AS phase ON phase.id = task.milestone_id
            LEFT JOIN crm_contract AS contract ON contract.id = project.contract_id
            CROSS JOIN LATERAL (
                SELECT who.user_id, COUNT(*) OVER () AS count,
                       ROW_NUMBER() OVER (ORDER BY who.user_id) AS number
                FROM (
                    SELECT user_id FROM project_task_user_rel WHERE task_id = task.id
                    UNION ALL
                    SELECT NULL::int WHERE NOT EXISTS (
                        SELECT 1 FROM project_task_user_rel WHERE task_id = task.id)
                ) AS who
            ) AS place
            WHERE task.active AND task.state NOT IN ('1_done', '1_canceled')
              AND task.is_template IS NOT TRUE AND %s
            """,
            self._select_place(),
            self._where_open(),
        )

    def _select_phases(self):
        """A phase of which nothing is named is work of who leads the project."""
        return SQL(
            """
            SELECT phase.id::bigint * 4 + 1 AS id, phase.name, 'phase' AS kind,
                   NULL::int AS deliverable_id, NULL::int AS task_id,
                   phase.id AS phase_id, project.user_id,
                   phase.planned_hours,
                   COALESCE(phase.spent_hours, 0) AS spent_hours,
                   COALESCE(phase.deadline, project.date) AS deadline, %s
            FROM project_milestone AS phase
            JOIN project_project AS project ON project.id = phase.project_id
            LEFT JOIN crm_contract AS contract ON contract.id = project.contract_id
            WHERE phase.is_reached IS NOT TRUE AND phase.planned_hours > 0
              AND project.contract_id IS NOT NULL AND %s
              AND NOT EXISTS (
                  SELECT 1 FROM project_deliverable WHERE milestone_id = phase.id)
              AND NOT EXISTS (
                  SELECT 1 FROM project_task
                  WHERE milestone_id = phase.id AND active)
            """,
            self._select_place(),
            self._where_open(),
        )

    # There is no table to write to: the work itself is written.
    def write(self, vals):  # pylint: disable=method-required-super
        """Give the work to somebody else; nothing else can be changed here."""
        if not vals:
            return True
        if set(vals) != {"user_id"}:
            raise UserError(
                self.env._(
                    "Only who does the work is changed here. Open the deliverable or "
                    "the task for the rest."
                )
            )
        self.check_access("write")
        user = self.env["res.users"].browse(vals["user_id"] or [])
        self._check_may_give(user)
        self._hand_over(user)
        self.env.flush_all()
        self.invalidate_model(flush=False)
        return True

    def _check_may_give(self, user):
        """Refuse to load somebody whose workload one does not see."""
        if user and user not in self._get_people():
            raise AccessError(
                self.env._(
                    "You do not see the workload of %(person)s, so you cannot add to "
                    "it. Ask the lead of the project or a manager.",
                    person=user.sudo().name,
                )
            )

    def _hand_over(self, user):
        for work in self:
            if work.kind == "phase":
                raise UserError(
                    self.env._(
                        "Phase %(phase)s has no deliverables yet, so it is work of the "
                        "lead of %(project)s. Add its deliverables and give them out.",
                        phase=work.name,
                        project=work.sudo().project_id.name,
                    )
                )
        self.deliverable_id.write({"user_id": user.id})
        for former, works in self.filtered("task_id").grouped("user_id").items():
            people = [(3, former.id)] if former else []
            people += [(4, user.id)] if user else []
            works.task_id.write({"user_ids": people})

    def action_open(self):
        """Open the deliverable, the task or the phase of this row."""
        self.ensure_one()
        record = self.deliverable_id or self.task_id or self.phase_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
