from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

#: So long after its end a run can be undone.
UNDO_HOURS = 72


class CrmPoolRun(models.Model):
    """Undoing the last run: what nobody has claimed since goes back."""

    _inherit = "crm.pool.run"

    @api.depends("state", "finished_at")
    def _compute_can_undo(self):
        last = dict(
            self._read_group(
                [("company_id", "in", self.company_id.ids), ("line_ids", "!=", False)],
                ["company_id"],
                ["id:max"],
            )
        )
        now = fields.Datetime.now()
        for run in self:
            end = run.finished_at and run.finished_at + timedelta(hours=UNDO_HOURS)
            is_last = last.get(run.company_id) == run.id
            run.undo_until = end
            run.can_undo = run.state == "done" and is_last and now <= end

    def action_undo(self):
        """Give back to their owners the records that nobody claimed since.

        :return: the action that shows what went back, and why some did not
        """
        self.ensure_one()
        self._check_undo()
        run_sudo = self.sudo()  # runs and owners are written by code alone
        for model in ("crm.lead", "res.partner"):
            run_sudo._give_back(self.env[model].sudo())
        run_sudo._explain_kept()
        run_sudo.state = "undone"
        run_sudo._tell_returned()
        return self.action_view_lines()

    def _check_undo(self):
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("Only sales managers undo a run of the public pools.")
            )
        self.check_access("read")
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        if not self.can_undo:
            raise UserError(
                self.env._(
                    "The run of %(day)s cannot be undone: only the last one that took "
                    "something can, once, and within %(hours)s hours. Assign the "
                    "records from the pool instead.",
                    day=self.day,
                    hours=UNDO_HOURS,
                )
            )

    def _give_back(self, model):
        """Return what is in the pool as this run left it, in three statements."""
        self.env.flush_all()
        now = fields.Datetime.now()
        column = SQL.identifier(model._ownership_field)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s AS record
                SET user_id = line.user_id, pool_id = NULL, pooled_at = NULL,
                    pool_previous_user_id = NULL, owned_since = %(now)s,
                    write_date = %(now)s, write_uid = %(uid)s
                FROM crm_pool_run_line AS line
                JOIN res_users AS owner ON owner.id = line.user_id AND owner.active
                WHERE line.run_id = %(run)s AND line.%(column)s = record.id
                  AND record.user_id IS NULL AND record.pool_id = line.pool_id
                  AND record.pooled_at = line.pooled_at
                RETURNING line.id
                """,
                table=SQL.identifier(model._table),
                column=column,
                run=self.id,
                now=now,
                uid=self.env.uid,
            )
        )
        if rows:
            self._log_return(model, tuple(row[0] for row in rows), now)
        self.env.invalidate_all(flush=False)

    def _log_return(self, model, line_ids, now):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_ownership (%(column)s, company_id, user_id,
                    changed_at, reason, decided_by_id)
                SELECT %(column)s, %(company)s, user_id, %(now)s, 'undo', %(uid)s
                FROM crm_pool_run_line WHERE id IN %(lines)s ORDER BY id
                """,
                column=SQL.identifier(model._ownership_field),
                company=self.company_id.id,
                now=now,
                uid=self.env.uid,
                lines=line_ids,
            )
        )
        lines = self.env["crm.pool.run.line"].browse(line_ids)
        lines.state = "returned"
        lines.flush_recordset(["state"])

    def _explain_kept(self):
        """Say of each record that did not go back why."""
        kept = self.line_ids.filtered(lambda line: line.state == "pooled")
        gone = kept.filtered(lambda line: not line.user_id.active)
        taken = (kept - gone).filtered(
            lambda line: (line.lead_id or line.partner_id).user_id
        )
        gone.state = "owner_gone"
        taken.state = "claimed"
        (kept - gone - taken).state = "changed"

    def _tell_returned(self):
        groups = self.env["crm.pool.run.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "returned")],
            ["user_id"],
            ["__count"],
        )
        self._tell(
            "pool.undone",
            dict(groups),
            lambda env, count: env._(
                "%(count)s records came back to you from the public pool: the "
                "manager undid the run.",
                count=count,
            ),
        )

    def action_view_lines(self):
        """Open what this run took, and what became of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Run of %(day)s", day=self.day),
            "res_model": "crm.pool.run.line",
            "views": [(False, "list"), (False, "kanban")],
            "domain": [("run_id", "=", self.id)],
            "context": {"group_by": "state"},
        }
