from odoo import api, fields, models
from odoo.fields import Command

from ..models.crm_registration_outcome import OUTCOMES
from ..tools import shares as share_rules


class CrmRegistrationArbitrate(models.TransientModel):
    """Ask what shall become of a conflict, and why."""

    _name = "crm.registration.arbitrate"
    _description = "Arbitrate a Conflict"

    registration_id = fields.Many2one("crm.registration", required=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    preset = fields.Selection(
        [
            ("70_30", "70 / 30"),
            ("60_40", "60 / 40"),
            ("50_50", "50 / 50"),
            ("30_70", "30 / 70"),
        ],
        string="Proportion",
        default="70_30",
        help="The salesperson who registered comes first. The shares below can be "
        "changed freely.",
    )
    share_ids = fields.One2many(
        "crm.registration.arbitrate.share",
        "arbitrate_id",
        compute="_compute_share_ids",
        store=True,
        readonly=False,
    )
    share_total = fields.Float(
        string="Total (%)", compute="_compute_share_total", digits=(6, 2)
    )
    match_id = fields.Many2one(
        "crm.registration.match",
        string="Known Record",
        compute="_compute_match_id",
        store=True,
        readonly=False,
        domain="[('registration_id', '=', registration_id)]",
    )
    owner_name = fields.Char(string="Existing Owner", compute="_compute_owner_name")
    reason = fields.Text(
        required=True,
        help="The salesperson who registered reads this: name no colleague and no "
        "customer that is not his.",
    )

    @api.depends("registration_id")
    def _compute_match_id(self):
        for dialog in self:
            dialog.match_id = dialog._find_owned_matches()[:1]

    def _find_owned_matches(self):
        """Return the records found that somebody else has, the gravest first."""
        matches = self.registration_id.match_ids
        if not matches.has_access("read"):
            return matches.browse()
        return matches.filtered(
            lambda match: (
                match._get_holder_user()
                and match._get_holder_user() != self.registration_id.user_id
            )
        )

    @api.depends("match_id")
    def _compute_owner_name(self):
        for dialog in self:
            dialog.owner_name = dialog.match_id._get_holder_user().name

    @api.depends("preset", "match_id")
    def _compute_share_ids(self):
        for dialog in self:
            claimant = dialog.registration_id.user_id
            other = dialog.match_id._get_holder_user()
            proportion = share_rules.PRESETS.get(dialog.preset)
            if not proportion:
                continue
            dialog.share_ids = [
                Command.clear(),
                *(
                    Command.create({"user_id": user.id, "percent": percent})
                    for user, percent in zip((claimant, other), proportion, strict=True)
                ),
            ]

    @api.depends("share_ids.percent")
    def _compute_share_total(self):
        for dialog in self:
            dialog.share_total = sum(dialog.share_ids.mapped("percent"))

    def action_confirm(self):
        """Decide as the current user, with this outcome."""
        self.ensure_one()
        registration = self.registration_id
        registration.check_access("read")
        request_sudo = registration.sudo().approval_request_id
        principals = request_sudo.sudo(False)._principals(self.env.user)[
            request_sudo.sudo(False)
        ]
        user = self.env.user
        registration._arbitrate(
            self.outcome,
            self.reason,
            shares=[
                (share.user_id, share.percent)
                for share in self.share_ids.filtered("user_id")
            ],
            match=self.match_id,
            on_behalf_of=None if user in principals else principals[:1].id,
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
