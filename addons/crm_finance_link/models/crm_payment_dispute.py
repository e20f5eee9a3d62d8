from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmPaymentDispute(models.Model):
    """Why a customer does not pay; nobody reminds him until it is settled."""

    _name = "crm.payment.dispute"
    _inherit = ["crm.collection.claim.mixin"]
    _description = "Disputed Instalment"
    _order = "id desc"
    _rec_name = "partner_id"
    _claim_computed = frozenset(
        {
            "company_id",
            "currency_id",
            "opened_by_id",
            "opened_on",
            "partner_id",
            "resolved_by_id",
            "resolved_on",
            "state",
            "team_id",
            "user_id",
        }
    )

    line_ids = fields.Many2many(
        relation="crm_payment_dispute_line_rel",
        column1="dispute_id",
        column2="line_id",
    )
    move_ids = fields.Many2many(
        relation="crm_payment_dispute_move_rel",
        column1="dispute_id",
        column2="move_id",
    )
    kind = fields.Selection(
        [
            ("quality", "Quality of the Work"),
            ("scope", "Scope or Changes"),
            ("delay", "Our Delay"),
            ("amount", "Amount or Invoice"),
            ("other", "Other"),
        ],
        string="About",
        required=True,
        default="quality",
    )
    reason = fields.Text(required=True, tracking=True)
    opened_on = fields.Date(
        string="Since",
        default=lambda self: self.env["crm.contract"]._term_today(),
        readonly=True,
    )
    opened_by_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        default=lambda self: self.env.user,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Unsettled"), ("resolved", "Settled")],
        default="open",
        readonly=True,
        index=True,
        tracking=True,
    )
    resolution = fields.Text(tracking=True, help="What was agreed with the customer.")
    resolved_on = fields.Date(string="Settled on", readonly=True)
    resolved_by_id = fields.Many2one(
        "res.users", string="Settled by", readonly=True, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        # Nobody is asked for what he disputes, not by what waits to be sent either.
        self.env["crm.dunning.notice"].sudo().search(
            Domain("state", "=", "proposed")
            & (
                Domain("line_ids", "in", disputes.line_ids.ids)
                | Domain("move_ids", "in", disputes.move_ids.ids)
            )
        )._renew()
        for dispute in disputes:
            dispute._emit("disputed", self.env._("Disputed: %(lines)s (%(words)s)"))
        return disputes

    def write(self, vals):
        if {"kind", "reason", "resolution"} & set(vals):
            for dispute in self.filtered(lambda each: each.state == "resolved"):
                raise UserError(
                    self.env._(
                        "%(customer)s: this dispute is settled. Record a new one.",
                        customer=dispute.display_name,
                    )
                )
        return super().write(vals)

    def action_resolve(self):
        """Settle the dispute: reminders go on from here."""
        self.check_access("write")
        for dispute in self.filtered(lambda each: each.state == "open"):
            if not (dispute.resolution or "").strip():
                raise UserError(
                    self.env._(
                        "%(customer)s: say how the dispute was settled.",
                        customer=dispute.display_name,
                    )
                )
            dispute.sudo().write(  # the state is no field that people write
                {
                    "state": "resolved",
                    "resolved_on": self.env["crm.contract"]._term_today(),
                    "resolved_by_id": self.env.uid,
                }
            )
            dispute._emit("settled", self.env._("Settled: %(lines)s (%(words)s)"))
        return True

    @api.model
    def _get_ask_title(self):
        return self.env._("Record a Dispute")

    def _emit(self, code, sentence):
        self.ensure_one()
        words = self.reason if code == "disputed" else self.resolution
        self.env["crm.business.event"]._emit(
            f"payment.{code}",
            self,
            sentence % {"lines": self._say_items(), "words": words},
            partner=self.partner_id,
            audience=self.user_id
            | self.team_id.user_id
            | self.line_ids._get_finance_users(self.company_id),
        )
