from odoo import api, models
from odoo.exceptions import UserError

from .project_change_order import CHANGE_FLOW

MAX_LENGTH = 4000
MAX_TITLE = 120
#: More open ones of one project are no requests any more but a flood.
MAX_OPEN = 20


class ProjectChangeOrder(models.Model):
    """What the client asks for in the portal: a draft that we work out."""

    _inherit = "project.change.order"

    @api.model
    def _request_as_client(self, project, item, wish, client):
        """Keep what the client asks for; ``self`` is superuser, the right was checked.

        The same wish sent twice, by a second click, is kept once.

        :param project: his ``project.project``
        :param item: the ``project.deliverable`` it is about, or an empty set
        :param dict wish: ``title`` and ``description`` as typed
        :param dict client: ``name`` and ``partner`` of who asks
        :return: the ``project.change.order``
        :raise UserError: says what is wrong
        """
        title, description = self._check_wish(wish, item)
        # Of two clicks of the same moment the second sees what the first has made.
        project._lock_row()
        open_ones = project.change_order_ids.filtered(lambda o: o.state == "draft")
        if same := open_ones._same_wish(item, description):
            return same
        if len(open_ones) >= MAX_OPEN:
            raise UserError(
                self.env._(
                    "%(count)s of your wishes wait for our answer already. We will get "
                    "back to you soon.",
                    count=len(open_ones),
                )
            )
        vals = self._prepare_wish_vals(project, item, client)
        order = self.with_context(change_flow=CHANGE_FLOW).create(
            {**vals, "title": title, "description": description}
        )
        order = order.with_context(change_flow=None)
        order._emit("requested", self.env._("%(order)s asked for by the client"))
        return order

    def _same_wish(self, item, description):
        """Return the one of these that the client has asked for in these words."""
        return self.filtered(
            lambda order: (
                order.asked_by_name
                and order.deliverable_id == item
                and order.description == description
            )
        )[:1]

    @api.model
    def _prepare_wish_vals(self, project, item, client):
        partner = client.get("partner") or project.contract_id.partner_id
        return {
            "project_id": project.id,
            "deliverable_id": item.id,
            "version_id": item.client_version_id.id,
            "reason": item._say_round() if item.is_beyond_rounds else False,
            "asked_by_id": partner.id,
            "asked_by_name": (client.get("name") or partner.name)[:MAX_TITLE],
        }

    @api.model
    def _check_wish(self, wish, item):
        title = (wish.get("title") or "").strip()[:MAX_TITLE]
        description = (wish.get("description") or "").strip()
        if not description:
            raise UserError(self.env._("Write what should change first."))
        if len(description) > MAX_LENGTH:
            raise UserError(
                self.env._(
                    "Your wish is longer than %(limit)s characters. Shorten it, or "
                    "send us the rest by mail.",
                    limit=MAX_LENGTH,
                )
            )
        default = self.env._("Change of %(name)s", name=item.name) if item else ""
        return title or default or description.splitlines()[0][:60], description
