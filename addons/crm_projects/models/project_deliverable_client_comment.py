from odoo import models
from odoo.exceptions import UserError

MAX_LENGTH = 4000
#: More on one version is no review any more but a flood.
MAX_COMMENTS = 300


class ProjectDeliverableVersion(models.Model):
    """What the client remarks on a version, pinned to a place of a page or not."""

    _inherit = "project.deliverable.version"

    def _comment_as_client(self, body, place, partner=None, name=None):
        """Keep a remark of the client; ``self`` is superuser, the right was checked.

        :param str body: what he says
        :param tuple place: page (0: the whole file), percent from left and from top
        :param partner: who, when logged in
        :param str name: who, when not
        :return: the ``project.deliverable.comment``
        :raise UserError: says what is wrong
        """
        self.ensure_one()
        body = (body or "").strip()
        self._check_client_comment(body)
        page, pos_x, pos_y = self._check_comment_place(place)
        partner = partner or self.partner_id
        comment = self.env["project.deliverable.comment"].create(
            {
                "version_id": self.id,
                "kind": "client",
                "body": body,
                "page": page,
                "pos_x": pos_x,
                "pos_y": pos_y,
                "partner_id": partner.id,
                "author_name": (name or "").strip()[:100] or partner.name,
            }
        )
        self._announce_client_comment(comment)
        return comment

    def _check_client_comment(self, body):
        if self.state != "released":
            raise UserError(
                self.env._(
                    "Version %(number)s is not open for remarks any more. Reload the "
                    "page.",
                    number=self.number,
                )
            )
        if not body:
            raise UserError(self.env._("Write what should change first."))
        if len(body) > MAX_LENGTH:
            raise UserError(
                self.env._(
                    "The remark is longer than %(limit)s characters. Split it.",
                    limit=MAX_LENGTH,
                )
            )
        if len(self._client_comments()) >= MAX_COMMENTS:
            raise UserError(
                self.env._(
                    "This version has %(count)s remarks already. Send us a message "
                    "below instead.",
                    count=MAX_COMMENTS,
                )
            )

    def _check_comment_place(self, place):
        """Return page and percents as numbers; what a browser sends is not trusted."""
        try:
            page, pos_x, pos_y = place
            return int(page or 0), float(pos_x or 0), float(pos_y or 0)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("The place on the page cannot be read. Click on it again.")
            ) from error

    def _announce_client_comment(self, comment):
        deliverable = self.deliverable_id
        self.env["crm.business.event"]._emit(
            "deliverable.commented",
            deliverable,
            self.env._(
                "%(name)s on %(deliverable)s V%(number)s: %(body)s",
                name=comment.author_name,
                deliverable=deliverable.name,
                number=self.number,
                body=comment.body[:120],
            ),
            partner=deliverable.partner_id,
            audience=deliverable.user_id
            | self.user_id
            | deliverable.project_id.user_id,
            key=f"deliverable.commented:{comment.id}",
        )
