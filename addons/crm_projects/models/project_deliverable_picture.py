import base64

from odoo import api, fields, models

from ..tools.thumbnail import draw

BATCH = 20
#: A file during which the process was killed so often is not begun again.
MAX_TRIES = 3


class ProjectDeliverablePicture(models.Model):
    """The small picture of a version, in a row that no work of people writes to.

    The job that draws it never meets who reviews, releases or signs the version, and a
    signed version needs no exception. Nobody has a right on it: what is shown is read
    through the version, whose rules decide.
    """

    _name = "project.deliverable.picture"
    _description = "Picture of a Deliverable Version"
    _order = "id desc"
    _rec_name = "version_id"

    version_id = fields.Many2one(
        "project.deliverable.version",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    image = fields.Binary(attachment=True, readonly=True)
    state = fields.Selection(
        [("waiting", "To Draw"), ("drawn", "Drawn"), ("none", "Its icon is shown")],
        default="waiting",
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("type", "Files of its type have no picture"),
            ("broken", "The file cannot be drawn"),
            ("stopped", "Drawing it was broken off too often"),
        ],
        string="Why There Is None",
        readonly=True,
    )
    tries = fields.Integer(default=0, readonly=True)

    _once_a_version = models.UniqueIndex(
        "(version_id)", "This version has its picture already."
    )
    _waiting = models.Index("(id) WHERE state = 'waiting'")

    @api.model
    def _cron_draw(self):
        """Draw what waits, a few at a time; what kills the job is left in the end."""
        domain = [("state", "=", "waiting")]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(domain))
        while waiting := self.search(domain, limit=BATCH):
            free = waiting.try_lock_for_update()
            free._begin()
            commit()
            drawn = free.exists()._get_images()
            # Drawing takes a while, in which drafts are deleted: what is written is
            # written in a transaction of its own, that no work of people precedes.
            commit()
            kept = free.try_lock_for_update()
            kept._keep(drawn)
            if not commit(len(kept)) or not kept:
                break

    def _begin(self):
        """Count the try before the file is touched, which may be the last of it."""
        spent = self.filtered(lambda one: one.tries >= MAX_TRIES)
        spent.write({"state": "none", "reason": "stopped"})
        for tries, same in (self - spent).grouped("tries").items():
            same.tries = tries + 1

    def _draw(self):
        """Draw the pictures of ``self``; what has none keeps the icon of its type."""
        self._keep(self._get_images())

    def _get_images(self):
        """Return ``{id: (image or None, why there is none)}`` of what waits."""
        images = {}
        for picture in self.filtered(lambda one: one.state == "waiting"):
            version = picture.version_id
            kind = version._preview_kind()
            content = version.attachment_id.raw if kind else b""
            image = draw(content, kind) if content else None
            reason = "broken" if kind else "type"
            images[picture.id] = (image, False if image else reason)
        return images

    def _keep(self, images):
        """Write what ``_get_images`` returned."""
        for picture in self.filtered(lambda one: one.id in images):
            image, reason = images[picture.id]
            picture.write(
                {
                    "image": image and base64.b64encode(image),
                    "state": "drawn" if image else "none",
                    "reason": reason,
                }
            )
