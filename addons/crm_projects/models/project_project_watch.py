from odoo import api, models
from odoo.fields import Domain

BATCH = 100


class ProjectProject(models.Model):
    """The nightly look at all projects under way: dates, risks, reminders."""

    _inherit = "project.project"

    @api.model
    def _get_watched_domain(self):
        """Return the design projects whose dates are looked after."""
        return (
            self._get_open_domain()
            & Domain("contract_id", "!=", False)
            & Domain("is_paused", "=", False)
        )

    @api.model
    def _cron_watch(self):
        """Look at every project under way; a second run of a day changes nothing."""
        projects = self.search(self._get_watched_domain(), order="id")
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(projects))
        for start in range(0, len(projects), BATCH):
            batch = projects[start : start + BATCH]
            batch._watch()
            if not commit(len(batch)):
                break

    def _watch(self):
        """Move dates for late clients, judge the risk anew, remind of what is late."""
        self._shift_for_reviews()
        for name in ("delay_days", "risk"):
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset(["delay_days", "risk"])
        self.deliverable_ids._remind_late()
        self.task_ids._remind_late()
