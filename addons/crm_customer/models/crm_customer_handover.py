from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Only the button moves these, whoever writes by RPC.
GUARDED_FIELDS = frozenset(
    {"state", "done_at", "done_by_id", "result", "moved", "moved_to_ids", "company_id"}
)
MANAGER = "sales_team.group_sale_manager"


class CrmCustomerHandover(models.Model):
    """The customers of a colleague go to others, with all that hangs on them.

    A draft shows what would go; the button moves it in one transaction and the record
    stays: who gave what to whom, when and why.
    """

    _name = "crm.customer.handover"
    _description = "Customer Handover"
    _inherit = ["mail.thread"]
    _order = "id desc"

    state = fields.Selection(
        [("draft", "Prepared"), ("done", "Carried Out")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague Who Hands Over",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        context={"active_test": False},
        help="He may have left already.",
    )
    reason = fields.Selection(
        [
            ("leave", "Leaves the Company"),
            ("transfer", "Other Position or Team"),
            ("absence", "Long Absence"),
            ("other", "Other"),
        ],
        required=True,
        default="leave",
    )
    note = fields.Char(
        string="Remark", help="Kept in the history of each customer and opportunity."
    )
    scope = fields.Selection(
        [("all", "Whole Portfolio"), ("chosen", "Chosen Customers")],
        string="What Goes",
        required=True,
        default="all",
    )
    line_ids = fields.One2many(
        "crm.customer.handover.customer",
        "handover_id",
        string="Customers",
        copy=False,
    )
    has_exceptions = fields.Boolean(
        string="Some Go to Somebody Else",
        help="Name single customers of the portfolio who go to another colleague.",
    )
    way = fields.Selection(
        [("one", "To One Colleague"), ("turns", "In Turn within a Team")],
        string="To Whom",
        required=True,
        default="one",
    )
    receiver_id = fields.Many2one(
        "res.users",
        string="Successor",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        ondelete="restrict",
        index="btree_not_null",
    )
    team_id = fields.Many2one("crm.team", ondelete="restrict", index="btree_not_null")
    receiver_ids = fields.Many2many(
        "res.users",
        "crm_customer_handover_receiver_rel",
        string="Successors",
        compute="_compute_receiver_ids",
        store=True,
        readonly=False,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="They get one customer after another, each with all that hangs on him.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    preview = fields.Json(string="What Goes Along", compute="_compute_preview")
    result = fields.Json(readonly=True, copy=False)
    moved = fields.Json(readonly=True, copy=False, prefetch=False)
    moved_to_ids = fields.Many2many(
        "res.users",
        "crm_customer_handover_moved_rel",
        string="Went to",
        readonly=True,
        copy=False,
    )
    done_at = fields.Datetime(string="Handed Over on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Handed Over by", readonly=True, copy=False, index=True
    )

    @api.depends("user_id")
    def _compute_display_name(self):
        for handover in self:
            # Whoever may read the handover may know who left.
            name = handover.user_id.sudo().name
            handover.display_name = (
                self.env._("Handover of %(user)s", user=name)
                if name
                else self.env._("New Handover")
            )

    @api.depends("team_id", "user_id")
    def _compute_receiver_ids(self):
        for handover in self:
            # Who is in a team is no secret to those who hand over to it.
            members_sudo = handover.team_id.sudo().member_ids
            handover.receiver_ids = (members_sudo - handover.user_id).sudo(self.env.su)

    # -- who may ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_guarded(set().union(*vals_list))
        guarded = {f"default_{name}" for name in GUARDED_FIELDS}
        context = {k: v for k, v in self.env.context.items() if k not in guarded}
        clean = self.with_env(self.env(context=context))
        handovers = super(CrmCustomerHandover, clean).create(vals_list)
        handovers._check_authority()
        return handovers.with_env(self.env)

    def write(self, vals):
        self._check_guarded(vals)
        if vals and not self.env.su:
            self._check_draft()
        result = super().write(vals)
        if not self.env.su and "user_id" in vals:
            self._check_authority()
        return result

    @api.model
    def _check_guarded(self, names):
        if self.env.su or not (named := GUARDED_FIELDS.intersection(names)):
            return
        raise AccessError(
            self.env._(
                "%(fields)s of a handover cannot be written. Use its button.",
                fields=", ".join(
                    self._fields[name]._description_string(self.env)
                    for name in sorted(named)
                ),
            )
        )

    def _check_draft(self):
        if done := self.filtered(lambda handover: handover.state == "done")[:1]:
            raise UserError(
                self.env._(
                    "%(handover)s is done and stays as it was. Prepare another one.",
                    handover=done.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._check_draft()

    def _check_authority(self):
        """Raise unless the user may hand over the customers of these colleagues."""
        for handover in self:
            if problem := handover._get_authority_problem():
                raise AccessError(problem)

    def _get_authority_problem(self):
        """Return in a sentence why this is not the user's to do; "" when it is.

        Sales managers may; a team leader for those who are in his teams alone.
        """
        user = self.env.user
        if self.env.su or user.has_group(MANAGER):
            return ""
        led_ids = set(self._get_led_teams().ids)
        if not led_ids:
            return self.env._(
                "Only sales managers and team leaders hand over customers. Ask yours."
            )
        teams_sudo = self._get_teams_of(self.user_id)
        if not teams_sudo or not led_ids.issuperset(teams_sudo.ids):
            return self.env._(
                "%(user)s is not (only) in a team that you lead: ask a sales manager "
                "to hand over.",
                user=self.user_id.sudo().name,
            )
        return ""

    @api.model
    def _get_led_teams(self):
        """Return the teams that the user leads, as superuser."""
        # What he leads is asked of all teams, whoever reads them.
        return self.env["crm.team"].sudo().search([("user_id", "=", self.env.uid)])

    @api.model
    def _get_teams_of(self, user):
        """Return (as superuser) the teams that ``user`` is in, or was in at last."""
        memberships_sudo = self.env["crm.team.member"].sudo()
        # Somebody who has left is in no team any more: his last ones count.
        memberships_sudo = memberships_sudo.with_context(active_test=user.sudo().active)
        return memberships_sudo.search([("user_id", "=", user.id)]).crm_team_id
