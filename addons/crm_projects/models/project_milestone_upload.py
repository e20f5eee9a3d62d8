from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.files import drawing_key


class ProjectMilestone(models.Model):
    """Many files in one go: each finds its deliverable by its name, or makes one."""

    _inherit = "project.milestone"

    def action_upload_file(self, filename, data_base64, note=None):
        """Store one file of many as a version; callable through RPC.

        The deliverable is the one of this phase whose name or code is that of the
        file (without type and version marks); without one it is made.

        :return: a dict for the screen: ``deliverable``, ``number``, ``is_new``
        :raise UserError: says what is wrong with this file
        """
        self.ensure_one()
        self.check_access("write")
        if self.project_id.is_template:
            raise UserError(
                self.env._("%(phase)s belongs to a template.", phase=self.name)
            )
        deliverable = self._find_deliverable(filename)
        if not deliverable:
            # Of two files of one new name the second one finds what the first made.
            self._wait_for_others()
        is_new = not deliverable
        if is_new:
            # Read before it is written: a bad file makes no deliverable.
            deliverable = deliverable.new({"milestone_id": self.id})
            deliverable._decode_upload(filename, data_base64)
            deliverable = deliverable.create(
                {
                    "name": drawing_key(filename),
                    "milestone_id": self.id,
                    "user_id": self.env.uid,
                }
            )
        version = deliverable.action_upload(filename, data_base64, note)
        return {
            "deliverable": deliverable.name,
            "number": version.number,
            "is_new": is_new,
        }

    def _wait_for_others(self):
        """Let nobody else make deliverables of this phase until the end of this one.

        An UPDATE, not ``lock_for_update``, which refuses at once: the second one waits,
        fails on serialisation and is repeated by Odoo with what the first one made.
        """
        self.env.execute_query(
            SQL(
                "UPDATE project_milestone SET write_date = write_date WHERE id = %s "
                "RETURNING id",
                self.id,
            )
        )

    def _find_deliverable(self, filename):
        """Return the deliverable of this phase that a file's name means."""
        key = drawing_key(filename).casefold()
        return self.deliverable_ids.filtered(
            lambda item: (
                key in ((item.name or "").casefold(), (item.code or "").casefold())
            )
        )[:1]

    def action_upload_many(self):
        """Open the screen that takes many files for this phase."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_projects.upload_many",
            "name": self.env._("Upload Files"),
            "target": "new",
            "context": {"active_id": self.id},
            "params": {
                "milestone_id": self.id,
                "title": f"{self.project_id.name} · {self.name}",
                "max_bytes": self.env["project.deliverable"]._max_upload_bytes(),
            },
        }
