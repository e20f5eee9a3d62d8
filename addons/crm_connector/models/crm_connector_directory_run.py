from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.directory import Department
from ..tools.directory_difference import is_too_much

KEPT_DAYS = 180
FRESH_HOURS = 24
# Reports tell of leavers one by one: so many within a day are looked at by a person.
FEW_LEAVERS = 2


class CrmConnectorDirectoryRun(models.Model):
    """One comparison of a chat tool's directory with who is known here.

    It is kept before anything is changed. A person looks at it and applies it, or the
    night does, unless too many would leave. What is only likely waits for a person.
    """

    _name = "crm.connector.directory.run"
    _description = "Directory Comparison"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    scope = fields.Selection(
        [("full", "Whole Directory"), ("some", "Reported People")],
        required=True,
        default="full",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("draft", "To Be Applied"),
            ("applied", "Applied"),
            ("cancelled", "Replaced"),
            ("failed", "Not Read"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    error = fields.Char(string="Reason", readonly=True)
    departments = fields.Json(readonly=True, prefetch=False)
    line_ids = fields.One2many("crm.connector.directory.line", "run_id")
    known_count = fields.Integer(string="Known Before", readonly=True)
    read_count = fields.Integer(string="In the Directory", readonly=True)
    limit_percent = fields.Float(string="Stop Above (%)", readonly=True)
    new_count = fields.Integer(string="New", compute="_compute_counts")
    changed_count = fields.Integer(string="Changed", compute="_compute_counts")
    gone_count = fields.Integer(string="Gone", compute="_compute_counts")
    waiting_count = fields.Integer(string="To Decide", compute="_compute_counts")
    is_blocked = fields.Boolean(compute="_compute_counts")
    notice = fields.Text(compute="_compute_notice")
    applied_at = fields.Datetime(readonly=True)
    applied_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")

    @api.depends("connector_id", "create_date")
    def _compute_display_name(self):
        for run in self:
            at = run.create_date and fields.Datetime.context_timestamp(
                run, run.create_date
            )
            moment = at.strftime("%Y-%m-%d %H:%M") if at else ""
            run.display_name = f"{run.connector_id.name} {moment}".strip()

    @api.depends("state", "known_count", "line_ids.change", "line_ids.decision")
    def _compute_counts(self):
        groups = self.env["crm.connector.directory.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "subject", "change", "decision"],
            ["__count"],
        )
        counts = {tuple(key): count for *key, count in groups}

        def total(run, changes, decisions=(), subjects=("person", "department")):
            return sum(
                count
                for (one, subject, change, decision), count in counts.items()
                if one == run
                and subject in subjects
                and change in changes
                and (not decisions or decision in decisions)
            )

        for run in self:
            run.new_count = total(run, ("new", "returned"))
            run.changed_count = total(run, ("changed", "renamed"))
            run.gone_count = total(run, ("gone",))
            run.waiting_count = total(run, ("renamed",), ("skip",))
            leaving = total(run, ("gone",), ("apply",), ("person",))
            leaving += total(run, ("renamed",), ("apart",), ("person",))
            run.is_blocked = run.state == "draft" and run._is_too_much(leaving)

    @api.depends("is_blocked", "waiting_count")
    @api.depends_context("lang")
    def _compute_notice(self):
        for run in self:
            if run.is_blocked:
                run.notice = run._blocked_message()
            else:
                run.notice = run.waiting_count and run._waiting_message()

    def _waiting_message(self):
        return self.env._(
            "People who seem to have another ID now: %(count)s. Choose “Take Over” for "
            "the same person, “Another Person” if not; until then nothing is changed "
            "for them.",
            count=self.waiting_count,
        )

    def _is_too_much(self, leaving):
        """Whether so many leavers are more likely a mistake."""
        if self.scope == "full" or not leaving:
            return is_too_much(leaving, self.known_count, self.limit_percent)
        # Reports tell of leavers one by one: those of a day belong together.
        earlier = self.env["crm.connector.directory.line"].search_count(
            [
                ("run_id.connector_id", "=", self.connector_id.id),
                ("run_id.scope", "=", "some"),
                ("run_id.state", "=", "applied"),
                ("run_id.applied_at", ">=", fields.Datetime.now() - timedelta(days=1)),
                ("change", "=", "gone"),
                ("decision", "=", "apply"),
                ("subject", "=", "person"),
            ]
        )
        leaving, known = leaving + earlier, self.known_count + earlier
        return leaving > FEW_LEAVERS and is_too_much(leaving, known, self.limit_percent)

    # -- keeping a difference ---------------------------------------------------
    @api.model
    def _keep(self, connector, changes, directory=None, with_unmatched=False):
        """Keep a difference, to be looked at and applied.

        :param changes: ``tools.directory_difference.Change``
        :param directory: the whole one; None when only some people were asked for
        :param bool with_unmatched: also those who are only not linked to a user
        """
        people = self.env["crm.connector.identity"]._colleagues(connector)
        run = self.create(
            {
                "connector_id": connector.id,
                "scope": "full" if directory else "some",
                "departments": directory
                and [
                    [one.external_id, one.name, one.parent_id]
                    for one in directory.departments
                ],
                "known_count": len(people.filtered("active")),
                "read_count": len(directory.people) if directory else len(changes),
                "limit_percent": connector.directory_limit,
            }
        )
        if directory:
            self._replace_earlier(run)
        lines = self.env["crm.connector.directory.line"]
        lines._keep(
            run,
            [one for one in changes if with_unmatched or one.kind != "unmatched"],
            directory.departments if directory else (),
        )
        return run

    @api.model
    def _replace_earlier(self, run):
        """An older difference says nothing any more once there is a newer one."""
        earlier = self.search(
            [
                ("connector_id", "=", run.connector_id.id),
                ("state", "=", "draft"),
                ("id", "<", run.id),
            ]
        )
        earlier.state = "cancelled"
        earlier.activity_ids.unlink()

    # -- applying -----------------------------------------------------------------
    def action_apply(self):
        """Take over what the lines say.

        :raise UserError: too many would leave, or the difference is out of date
        """
        self._check_applicable()
        if self.is_blocked:
            raise UserError(self._blocked_message())
        self._apply()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_apply_all_the_same(self):
        """Take over what the lines say, though more than the limit would leave."""
        self._check_applicable()
        self._apply()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_applicable(self):
        self.ensure_one()
        self.check_access("write")
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "The comparison of %(name)s is being applied at this very moment. "
                    "Reload the page.",
                    name=self.connector_id.name,
                )
            )
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "This comparison of %(name)s was applied or replaced already. "
                    "Compare again.",
                    name=self.connector_id.name,
                )
            )
        oldest = fields.Datetime.now() - timedelta(hours=FRESH_HOURS)
        if self.create_date < oldest:
            raise UserError(
                self.env._(
                    "This comparison of %(name)s is more than a day old. Compare "
                    "again, so that nobody who came or left since is missed.",
                    name=self.connector_id.name,
                )
            )

    def _blocked_message(self):
        leavers = self.line_ids.filtered(
            lambda line: (
                line.subject == "person"
                and (line.change, line.decision)
                in (("gone", "apply"), ("renamed", "apart"))
            )
        )
        return self.env._(
            "%(name)s: %(leaving)s of %(known)s known people would be deactivated, "
            "more than the limit of %(limit)s percent. Nothing was changed. If the "
            "visible range of the application was narrowed by mistake, mend it and "
            "compare again; if they have really left, apply it all the same.",
            name=self.connector_id.name,
            leaving=len(leavers),
            known=self.known_count,
            limit=f"{self.limit_percent:g}",
        )

    def _apply_unattended(self):
        """Apply what nobody has to look at; tell the responsible of what is left."""
        if self.is_blocked:
            message = self._blocked_message()
            self.error = message
            self._tell_responsible(message)
            return
        self._apply()
        if self.waiting_count:
            self._tell_responsible(self._waiting_message())

    def _apply(self):
        """Take over what the lines say, in one transaction."""
        now = fields.Datetime.now()
        self.connector_id._lock_directory()
        marked = self.with_context(directory_run_id=self.id)
        if self.scope == "full":
            marked._apply_departments()
        marked.line_ids._apply_people()
        self.write(
            {
                "state": "applied",
                "error": False,
                "applied_at": now,
                "applied_by_id": self.env.uid,
            }
        )
        self.activity_ids.unlink()
        values = {"directory_touched_at": now}
        if self.scope == "full":
            values["directory_synced_at"] = now
        self.connector_id.write(values)

    def _apply_departments(self):
        """Write the tree of departments as it was read."""
        if self.departments:  # some adapters tell of people only
            self.env["crm.connector.department"]._take_over(
                self.connector_id, [Department(*row) for row in self.departments]
            )

    # -- telling --------------------------------------------------------------------
    def _tell_responsible(self, note):
        """A task for whom the directory is; one at a time."""
        person = self.connector_id.directory_user_id
        pending = self.search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("activity_ids.user_id", "=", person.id),
            ],
            limit=1,
        )
        if not person or pending:
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Look at the directory comparison"),
            note=note,
            user_id=person.id,
        )

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_compare_again(self):
        """Read the directory anew."""
        self.ensure_one()
        return self.connector_id.action_compare_directory()

    def action_view_lines(self):
        """Open the differences as a list, to decide many at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_connector.crm_connector_directory_line_action"
        )
        action["domain"] = [("run_id", "=", self.id)]
        return action

    @api.autovacuum
    def _gc_runs(self):
        """Delete old comparisons: they name people; the history of each stays."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("create_date", "<", before), ("state", "!=", "draft")]
        self.search(domain, limit=1000).unlink()
