from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmCollectionClaimMixin(models.AbstractModel):
    """What was said about money that one customer owes: a promise, a dispute.

    It is about instalments, and about invoices that claim none. Customer, company and
    salesperson are theirs, so the record is seen by whoever sees them. What was said
    stays as it was said.
    """

    _name = "crm.collection.claim.mixin"
    _inherit = ["mail.thread"]
    _description = "What Was Said About Money Due"

    #: names of the fields that are fixed once the record is there
    _claim_fixed = frozenset({"line_ids", "move_ids"})
    #: names of the fields that code alone sets
    _claim_computed = frozenset(
        {"company_id", "currency_id", "partner_id", "state", "team_id", "user_id"}
    )

    line_ids = fields.Many2many("crm.payment.plan.line", string="Instalments")
    move_ids = fields.Many2many(
        "account.move", string="Invoices", help="Invoices that claim no instalment."
    )
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

    @api.depends(
        "line_ids.company_id",
        "line_ids.partner_id",
        "line_ids.team_id",
        "line_ids.user_id",
        "move_ids.commercial_partner_id",
        "move_ids.company_id",
        "move_ids.invoice_user_id",
        "move_ids.team_id",
    )
    def _compute_from_lines(self):
        for record in self:
            line, move = record.line_ids[:1], record.move_ids[:1]
            first = line or move
            record.partner_id = line.partner_id or move.commercial_partner_id
            record.company_id = first.company_id
            record.currency_id = first.currency_id
            record.user_id = line.user_id if line else move.invoice_user_id
            record.team_id = first.team_id

    @api.depends("line_ids.amount_open", "move_ids.amount_residual")
    def _compute_amount_open(self):
        for record in self:
            # In a form they are new records, whose invoices nobody sums up.
            record.amount_open = sum(
                record.line_ids._origin.mapped("amount_open")
            ) + sum(record.move_ids._origin.mapped("amount_residual"))

    def _say_items(self):
        """Return the names of what it is about, a text."""
        record_sudo = self.sudo()  # a leader names invoices that he does not read
        names = [*record_sudo.line_ids, *record_sudo.move_ids]
        return ", ".join(each.display_name for each in names)

    @api.constrains("line_ids", "move_ids")
    def _check_lines(self):
        for record_sudo in self.sudo():  # who reads which is asked in create()
            lines, moves = record_sudo.line_ids, record_sudo.move_ids
            customers = (lines.partner_id | moves.partner_id).commercial_partner_id
            same = (
                customers,
                lines.currency_id | moves.currency_id,
                lines.company_id | moves.company_id,
            )
            if not (lines or moves) or any(len(kind) > 1 for kind in same):
                raise ValidationError(
                    self.env._(
                        "Choose instalments of one customer, in one currency and of "
                        "one company: %(lines)s.",
                        lines=record_sudo._say_items() or self.env._("there is none"),
                    )
                )
            record_sudo._check_moves()

    @api.model
    def _ask(self, lines=(), moves=()):
        """Return the dialog that records a new one over these."""
        return {
            "type": "ir.actions.act_window",
            "name": self._get_ask_title(),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_line_ids": [each.id for each in lines],
                "default_move_ids": [each.id for each in moves],
            },
        }

    def _check_moves(self):
        """Raise for what is no open invoice, or is claimed by its instalment."""
        unplanned = self.move_ids.filtered_domain(
            self.env["account.move"]._get_unplanned_domain()
        )
        for move in self.move_ids - unplanned:
            raise ValidationError(
                self.env._(
                    "%(invoice)s is no posted customer invoice, or it belongs to an "
                    "instalment: record it there.",
                    invoice=move.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_claim_vals(set().union(*vals_list), self._claim_computed)
        records = super().create(vals_list)
        # Through RPC anybody may name any id: only what one may read can be meant.
        records.line_ids.check_access("read")
        records.move_ids.check_access("read")
        return records

    def write(self, vals):
        self._check_claim_vals(vals.keys(), self._claim_computed | self._claim_fixed)
        return super().write(vals)

    def _check_claim_vals(self, names, closed):
        if not self.env.su and (refused := closed & set(names)):
            labels = [
                self._fields[name]._description_string(self.env)
                for name in sorted(refused)
            ]
            raise UserError(
                self.env._(
                    "%(fields)s cannot be written here: what was said stays as it was "
                    "said. Record it anew.",
                    fields=", ".join(labels),
                )
            )
