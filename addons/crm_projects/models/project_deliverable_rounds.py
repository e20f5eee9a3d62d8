from odoo import api, fields, models


class ProjectDeliverable(models.Model):
    """In which round a deliverable is, of how many that the contract includes."""

    _inherit = "project.deliverable"

    change_order_ids = fields.One2many(
        "project.change.order", "deliverable_id", string="Change Orders"
    )
    change_order_count = fields.Integer(
        compute="_compute_change_order_count", groups="base.group_user"
    )
    round_number = fields.Integer(
        string="Round",
        compute="_compute_rounds",
        store=True,
        help="How many versions the client has been shown.",
    )
    round_limit = fields.Integer(
        string="Rounds Included",
        compute="_compute_rounds",
        store=True,
        help="What the contract includes, and what change orders have added. 0: no "
        "limit.",
    )
    round_note = fields.Char(compute="_compute_round_note")
    is_beyond_rounds = fields.Boolean(
        string="Beyond the Rounds",
        compute="_compute_rounds",
        store=True,
        help="What the client wants changed in this round is a change order.",
    )

    @api.depends(
        "version_ids.state",
        "contract_id.included_rounds",
        "change_order_ids.state",
        "change_order_ids.added_rounds",
    )
    def _compute_rounds(self):
        for item in self:
            # Who shows a version to the client reads neither contract nor price.
            item_sudo = item.sudo()
            shown = item_sudo.version_ids.filtered(lambda v: v.state != "draft")
            added = item_sudo.change_order_ids.filtered(
                lambda order: order.state == "contracted"
            )
            included = item_sudo.contract_id.included_rounds
            limit = included and included + sum(added.mapped("added_rounds"))
            item.round_number = len(shown)
            item.round_limit = limit
            item.is_beyond_rounds = bool(limit) and len(shown) > limit

    @api.depends("round_number", "round_limit")
    @api.depends_context("lang")
    def _compute_round_note(self):
        for item in self:
            item.round_note = item.round_limit and item._say_round()

    @api.depends("change_order_ids")
    def _compute_change_order_count(self):
        counts = dict(
            self.env["project.change.order"]._read_group(
                [("deliverable_id", "in", self.ids)], ["deliverable_id"], ["__count"]
            )
        )
        for item in self:
            item.change_order_count = counts.get(item._origin, 0)

    def action_view_change_orders(self):
        """Open the change orders of this deliverable."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_change_order_action"
        )
        return dict(
            action,
            domain=[("deliverable_id", "=", self.id)],
            context=self._change_order_defaults(),
        )

    def action_new_change_order(self):
        """Begin a change order from what the client wants changed here."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Change Order"),
            "res_model": "project.change.order",
            "views": [(False, "form")],
            "context": self._change_order_defaults(),
        }

    def _change_order_defaults(self):
        """Return as a context what a change order of this deliverable begins with."""
        version = self.client_version_id
        # Sales reads no reviews; what the client himself said is no secret to it.
        remarks_sudo = version.sudo()._client_comments()
        remarks_sudo = remarks_sudo.filtered(lambda one: one.state == "open")
        return {
            "default_project_id": self.project_id.id,
            "default_deliverable_id": self.id,
            "default_version_id": version.id,
            "default_title": self.env._("Change of %(name)s", name=self.name),
            "default_description": "\n".join(
                f"#{remark.number} {remark.body}" for remark in remarks_sudo
            ),
            "default_reason": self._say_round() if self.is_beyond_rounds else False,
        }

    def _say_round(self):
        """Return in words in which round of how many it is."""
        self.ensure_one()
        return self.env._(
            "Round %(number)s of %(limit)s that the contract includes",
            number=self.round_number,
            limit=self.round_limit,
        )

    def _has_open_change(self):
        """Whether a change of what is out is being dealt with already."""
        self.ensure_one()
        return any(
            order.state in ("draft", "sent", "accepted")
            and order.version_id in (order.version_id.browse(), self.client_version_id)
            for order in self.sudo().change_order_ids
        )
