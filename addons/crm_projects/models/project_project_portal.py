from odoo import fields, models

HISTORY = 30
ICONS = {
    "reached": "fa-check-circle text-success",
    "running": "fa-play-circle text-primary",
    "planned": "fa-circle-o text-muted",
}


class ProjectProject(models.Model):
    """What a client is shown of his project: phases, what waits for him, history."""

    _inherit = "project.project"

    def _client_deliverables(self):
        """Return what the client may see of this project; ``self`` is superuser."""
        self.ensure_one()
        return self.deliverable_ids.filtered(
            lambda item: item.state in ("released", "signed_off")
        )

    def _client_waiting(self):
        """Return the deliverables that wait for the client's signature."""
        return self._client_deliverables().filtered(
            lambda item: item.state == "released"
        )

    def _client_phases(self):
        """Return the phases as the client's page draws them.

        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            {
                "name": phase.name,
                "state": phase.phase_state,
                "icon": ICONS[phase.phase_state],
                "start": phase.actual_start_date or phase.planned_start_date,
                "end": phase.reached_date if phase.is_reached else phase.deadline,
                "progress": round(phase.progress),
                "files": phase.deliverable_ids & self._client_deliverables(),
            }
            for phase in self.milestone_ids._in_list_order()
        ]

    def _client_history(self):
        """Return what happened, newest first: ``{"at", "text", "url"}``."""
        self.ensure_one()
        rows = []
        for item in self._client_deliverables():
            for version in item._visible_versions():
                facts = {"name": item.name, "number": version.number}
                released = self.env._("%(name)s V%(number)s released to you", **facts)
                rows.append((version.released_at, released, item))
                if version.state == "signed_off":
                    signed = self.env._("%(name)s V%(number)s signed off", **facts)
                    rows.append((version.signed_at, signed, item))
        rows.extend(
            (
                fields.Datetime.to_datetime(phase.reached_date),
                self.env._("Phase %(phase)s reached", phase=phase.name),
                phase.deliverable_ids.browse(),
            )
            for phase in self.milestone_ids
            if phase.is_reached and phase.reached_date
        )
        rows = sorted(rows, key=lambda row: row[0], reverse=True)
        return [
            {"at": moment, "text": text, "url": item and item.get_portal_url()}
            for moment, text, item in rows[:HISTORY]
        ]
