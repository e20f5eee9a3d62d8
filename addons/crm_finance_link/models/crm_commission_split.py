from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_contract.models.crm_contract import SIGNED_STATES

from .crm_commission_share import SPLIT_FLOW


class CrmCommissionSplit(models.Model):
    """Who has which part of the commission of a contract: kept at its signature.

    What changes owner later changes nothing here. A sales manager may make another
    split, with a reason: it counts for what comes in from then on.
    """

    _name = "crm.commission.split"
    _inherit = ["crm.ledger.mixin"]
    _description = "Commission Split of a Contract"
    _order = "contract_id, id desc"
    _rec_name = "contract_id"
    _ledger_moving = frozenset({"company_id"})

    contract_id = fields.Many2one(
        "crm.contract",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("state", "in", SIGNED_STATES)],
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    team_id = fields.Many2one(
        "crm.team", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date = fields.Date(
        string="Since", required=True, readonly=True, default=fields.Date.context_today
    )
    reason = fields.Char(required=True)
    made_by_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    share_ids = fields.One2many("crm.commission.share", "split_id", string="Shares")

    @api.model_create_multi
    def create(self, vals_list):
        contracts = self.env["crm.contract"].browse(
            [vals["contract_id"] for vals in vals_list if vals.get("contract_id")]
        )
        teams = {contract.id: contract.sudo().team_id.id for contract in contracts}
        # Nobody makes a split in another's name or of another day.
        fixed = {
            "made_by_id": self.env.uid,
            "date": fields.Date.context_today(self),
        }
        flow = self.with_context(commission_split_flow=SPLIT_FLOW)
        splits = super(CrmCommissionSplit, flow).create(
            [
                {**vals, **fixed, "team_id": teams.get(vals.get("contract_id"))}
                for vals in vals_list
            ]
        )
        splits = splits.with_env(self.env)
        splits._check_shares()
        splits._tell()
        return splits

    def _check_shares(self):
        """Raise where the shares of a role do not make 100 %."""
        for split in self:
            if split.contract_id.state not in SIGNED_STATES:
                raise UserError(
                    self.env._(
                        "%(contract)s is not signed: its commission is split when it "
                        "is.",
                        contract=split.contract_id.display_name,
                    )
                )
            for role, shares in split.share_ids.grouped("role").items():
                total = sum(Decimal(str(share.percent)) for share in shares)
                if total != 100:
                    raise ValidationError(
                        self.env._(
                            "The shares of %(role)s in %(contract)s make %(total)s %%, "
                            "not 100 %%.",
                            role=shares._role_label(role),
                            contract=split.contract_id.display_name,
                            total=f"{total:g}",
                        )
                    )

    def _tell(self):
        """Say in the contract's chatter who has which part, and why."""
        for split in self:
            people = ", ".join(
                f"{share.user_id.name} {share.percent:g} %" for share in split.share_ids
            )
            # Whoever signs need not be allowed to write on the contract.
            split.contract_id.sudo().message_post(
                body=self.env._(
                    "Commission: %(people)s (%(reason)s)",
                    people=people or self.env._("nobody"),
                    reason=split.reason,
                )
            )
