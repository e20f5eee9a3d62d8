from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

# The one context value under which the code behind the buttons writes. It is an
# object, so nobody can send it through RPC.
CHANGE_FLOW = object()
#: The client is bound by it.
ACCEPTED_STATES = ("accepted", "contracted")
#: The client may see it.
CLIENT_STATES = ("sent", "accepted", "contracted", "refused")
PRICE_GROUPS = "project.group_project_manager,sales_team.group_sale_salesman"
# Written by code alone, whoever writes.
GUARDED_FIELDS = frozenset(
    {
        "name",
        "state",
        "sent_at",
        "sent_sha256",
        "asked_by_id",
        "asked_by_name",
        "signed_by",
        "signed_at",
        "sign_method",
        "signature",
        "signed_ip",
        "signed_sha256",
        "signed_partner_id",
        "scan_name",
        "scan_sha256",
        "recorded_by_id",
        "supplement_id",
        "order_line_id",
        "contracted_on",
    }
)
# What the client is shown and agrees to: fixed while it is out, and for good then.
AGREED_FIELDS = frozenset(
    {
        "project_id",
        "deliverable_id",
        "version_id",
        "title",
        "description",
        "reason",
        "price",
        "tax_ids",
        "added_rounds",
        "effort_ids",
        "effect_ids",
    }
)


class ProjectChangeOrder(models.Model):
    """What a client wants beyond the contract, what it costs, and what it delays.

    A draft is worked out, approved inside where a flow says so, and sent. What the
    client accepts is fixed; it comes into a supplement to the contract, and when that
    is signed the dates of the phases and the budget follow.
    """

    _name = "project.change.order"
    _description = "Change Order"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    title = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "With the Client"),
            ("accepted", "Accepted"),
            ("contracted", "In the Contract"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    project_id = fields.Many2one(
        "project.project",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('contract_id', '!=', False), ('is_template', '=', False)]",
    )
    contract_id = fields.Many2one(
        related="project_id.contract_id", store=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True, string="Customer"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True)
    deliverable_id = fields.Many2one(
        "project.deliverable",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('project_id', '=', project_id)]",
        help="What is to be changed; empty: the project as a whole.",
    )
    version_id = fields.Many2one(
        "project.deliverable.version",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('deliverable_id', '=', deliverable_id)]",
        help="The version that the client wants changed.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Works it out and takes it to the client.",
    )
    asked_by_id = fields.Many2one(
        "res.partner",
        string="Asked for by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Who of the client asked for it in the portal.",
    )
    asked_by_name = fields.Char(string="Asked for in the Portal by", readonly=True)
    description = fields.Text(string="What Changes", required=True)
    reason = fields.Text(string="Why", help="E.g. beyond the rounds of the contract.")
    refusal_reason = fields.Text(copy=False, tracking=True)
    added_rounds = fields.Integer(
        string="Rounds Added",
        default=1,
        help="So many more rounds the deliverable may go through, once the change is "
        "in the contract.",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, name)", "This number of a change order exists already."
    )
    _rounds_positive = models.Constraint(
        "CHECK(added_rounds >= 0)", "The rounds added cannot be negative."
    )
    _customer_timeline_idx = models.Index("(partner_id, create_date, id)")

    @api.depends("project_id")
    def _compute_user_id(self):
        for order in self:
            order.user_id = order.user_id or order.project_id.user_id

    @api.depends("name", "title")
    def _compute_display_name(self):
        for order in self:
            order.display_name = " ".join(filter(None, [order.name, order.title]))

    def _compute_access_url(self):
        for order in self:
            order.access_url = f"/my/changes/{order.id}"

    @api.constrains("project_id", "deliverable_id", "version_id")
    def _check_belongs(self):
        for order in self:
            # Who writes it need not read contract and deliverable.
            order_sudo = order.sudo()
            if not order_sudo.contract_id:
                raise ValidationError(
                    self.env._(
                        "%(project)s has no contract that could be changed.",
                        project=order_sudo.project_id.name,
                    )
                )
            item, version = order_sudo.deliverable_id, order_sudo.version_id
            if item and item.project_id != order_sudo.project_id:
                raise ValidationError(
                    self.env._(
                        "%(deliverable)s belongs to another project than change order "
                        "%(order)s.",
                        deliverable=item.name,
                        order=order.display_name,
                    )
                )
            if version and version.deliverable_id != item:
                raise ValidationError(
                    self.env._(
                        "%(version)s is no version of the deliverable that "
                        "%(order)s changes.",
                        version=version.display_name,
                        order=order.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("change_flow") is not CHANGE_FLOW:
            # A context may carry defaults of what code alone writes.
            ungiven = dict.fromkeys(GUARDED_FIELDS, False)
            vals_list = [{**vals, **ungiven, "state": "draft"} for vals in vals_list]
        numbers = self.env["ir.sequence"]
        return super().create(
            [
                {**vals, "name": numbers.next_by_code("project.change.order")}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        self._check_write_allowed(vals)
        return super().write(vals)

    def _check_write_allowed(self, vals):
        """Refuse what the buttons do, and changes of what the client has seen."""
        if self.env.context.get("change_flow") is CHANGE_FLOW:
            return
        if named := sorted(GUARDED_FIELDS & vals.keys()):
            raise UserError(
                self.env._(
                    "%(fields)s of a change order cannot be written. Use its buttons.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in named
                    ),
                )
            )
        if AGREED_FIELDS & vals.keys():
            self._check_draft()

    def _check_draft(self):
        """Raise for those that are out, or were."""
        for order in self.filtered(lambda one: one.state != "draft"):
            if order.state == "sent":
                raise UserError(
                    self.env._(
                        "%(order)s is with the client. Use “Back to Draft” before you "
                        "change it, and send it again.",
                        order=order.display_name,
                    )
                )
            raise UserError(
                self.env._(
                    "%(order)s is closed and cannot be changed any more. Make a new "
                    "change order.",
                    order=order.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unsent(self):
        if kept := self.filtered(lambda order: order.state != "draft" or order.sent_at):
            raise UserError(
                self.env._(
                    "%(orders)s: only drafts that the client has never seen can be "
                    "deleted. Cancel it instead.",
                    orders=", ".join(kept.mapped("display_name")),
                )
            )

    def _write_flow(self, vals):
        """Write what code alone writes; the caller has checked the right."""
        return self.sudo().with_context(change_flow=CHANGE_FLOW).write(vals)

    def _lock_row(self):
        """Let nobody else send, accept or cancel it until the end of this one.

        An UPDATE: of two at the same moment the second waits, fails on serialisation
        and is run again by Odoo, when it sees what the first has done.
        """
        self.ensure_one()
        self.env.execute_query(
            SQL(
                "UPDATE project_change_order SET write_date = write_date "
                "WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset()
