from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmCollectionClaimMixin(models.AbstractModel):
    """What was said about instalments of one customer: a promise, a dispute.

    Customer, company and salesperson are those of the instalments, so the record is
    seen by whoever sees them. What was said stays as it was said.
    """

    _name = "crm.collection.claim.mixin"
    _inherit = ["mail.thread"]
    _description = "What Was Said About Money Due"

    #: names of the fields that are fixed once the record is there
    _claim_fixed = frozenset({"line_ids"})
    #: names of the fields that code alone sets
    _claim_computed = frozenset({"company_id", "partner_id", "state", "user_id"})

    line_ids = fields.Many2many("crm.payment.plan.line", string="Instalments")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_from_lines",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_from_lines", store=True, index=True
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_from_lines", store=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_from_lines",
        store=True,
        index=True,
    )
    team_id = fields.Many2one(
        "crm.team", compute="_compute_from_lines", store=True, index="btree_not_null"
    )
    amount_open = fields.Monetary(
        string="Open", compute="_compute_amount_open", compute_sudo=True
    )

    @api.depends("line_ids.company_id", "line_ids.partner_id", "line_ids.user_id")
    def _compute_from_lines(self):
        for record in self:
            first = record.line_ids[:1]
            record.partner_id = first.partner_id
            record.company_id = first.company_id
            record.currency_id = first.currency_id
            record.user_id = first.user_id
            record.team_id = first.team_id

    @api.depends("line_ids.amount_open")
    def _compute_amount_open(self):
        for record in self:
            # In a form they are new records, whose invoices nobody sums up.
            record.amount_open = sum(record.line_ids._origin.mapped("amount_open"))

    @api.constrains("line_ids")
    def _check_lines(self):
        for record in self:
            lines = record.line_ids
            same = lines.partner_id.commercial_partner_id, lines.currency_id
            if not lines or any(len(kind) > 1 for kind in (*same, lines.company_id)):
                raise ValidationError(
                    self.env._(
                        "Choose instalments of one customer, in one currency and of "
                        "one company: %(lines)s.",
                        lines=", ".join(lines.mapped("display_name"))
                        or self.env._("there is none"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_claim_vals(set().union(*vals_list), self._claim_computed)
        records = super().create(vals_list)
        # Through RPC anybody may name any id: only what one may read can be meant.
        records.line_ids.check_access("read")
        return records

    def write(self, vals):
        self._check_claim_vals(vals.keys(), self._claim_computed | self._claim_fixed)
        return super().write(vals)

    def _check_claim_vals(self, names, closed):
        if not self.env.su and (refused := closed & set(names)):
            labels = [self._fields[name].string for name in sorted(refused)]
            raise UserError(
                self.env._(
                    "%(fields)s cannot be written here: what was said stays as it was "
                    "said. Record it anew.",
                    fields=", ".join(labels),
                )
            )
