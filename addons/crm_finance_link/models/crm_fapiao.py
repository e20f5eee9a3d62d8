from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_customer.tools import credit_code as credit_code_rules

from ..tools import fapiao as rules
from .crm_payment_plan_line import FINANCE_GROUP

TYPES = [
    ("special", "Special VAT Fapiao"),
    ("ordinary", "Ordinary VAT Fapiao"),
    ("electronic", "Electronic Ordinary Fapiao"),
]
STATES = [
    ("draft", "Draft"),
    ("applied", "Applied"),
    ("issued", "Issued"),
    ("reversed", "Reversed"),
    ("cancelled", "Cancelled"),
]
#: An invoice has one of these at a time.
LIVE_STATES = ("draft", "applied", "issued")
BUYER_FIELDS = {
    "name": "buyer_name",
    "tax_number": "buyer_tax_number",
    "address": "buyer_address",
    "phone": "buyer_phone",
    "bank": "buyer_bank",
    "account": "buyer_account",
    "email": "email",
}
#: What people fill in while it is a draft; code writes all the rest.
TYPED_FIELDS = {"fapiao_type", "note", *BUYER_FIELDS.values()}


class CrmFapiao(models.Model):
    """An application for a fapiao (税票) on an invoice, and the paper that came of it.

    Sales applies, finance issues in the tax software and brings the number back. The
    amounts are those of the posted invoice, which cannot be taken back meanwhile.
    """

    _name = "crm.fapiao"
    _description = "Fapiao"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Application", readonly=True, copy=False, index=True)
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    # Sales reads no accounting, but must know what the fapiao is for.
    invoice_name = fields.Char(
        string="Invoice Number", related="move_id.name", related_sudo=True
    )
    plan_line_id = fields.Many2one(
        related="move_id.plan_line_id", store=True, index="btree_not_null"
    )
    contract_id = fields.Many2one(
        related="move_id.contract_id", store=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="move_id.currency_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_user_id",
        store=True,
        index="btree_not_null",
    )
    team_id = fields.Many2one(
        related="contract_id.team_id", store=True, index="btree_not_null"
    )
    fapiao_type = fields.Selection(
        TYPES, required=True, default="special", tracking=True
    )
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    amount_untaxed = fields.Monetary(string="Without Tax", readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)

    buyer_name = fields.Char(required=True)
    buyer_tax_number = fields.Char(
        string="Tax Number",
        help="The unified social credit code of the company that buys.",
    )
    buyer_address = fields.Char(string="Registered Address")
    buyer_phone = fields.Char(string="Registered Phone")
    buyer_bank = fields.Char(string="Bank of the Buyer")
    buyer_account = fields.Char(string="Account Number")
    email = fields.Char(string="Send to", help="Where an electronic fapiao is sent.")
    note = fields.Char(string="Remark", help="Printed on the fapiao.")

    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    applied_at = fields.Datetime(string="Applied on", readonly=True, copy=False)
    exported_at = fields.Datetime(
        string="Handed to the Tax Software",
        readonly=True,
        copy=False,
        help="When it was last written into a file for the tax software.",
    )
    number = fields.Char(
        string="Fapiao Number", readonly=True, copy=False, index="btree_not_null"
    )
    issue_date = fields.Date(string="Issued on", readonly=True, copy=False)
    original_id = fields.Many2one(
        "crm.fapiao",
        string="Reverses",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="A red-letter fapiao takes this one back, wholly or in part.",
    )
    red_ids = fields.One2many("crm.fapiao", "original_id", string="Red-letter Fapiao")
    is_red = fields.Boolean(
        string="Red-letter", compute="_compute_is_red", store=True, copy=False
    )

    _one_live = models.UniqueIndex(
        "(move_id) WHERE state IN ('draft', 'applied', 'issued')",
        "This invoice has a fapiao already.",
    )
    _number_unique = models.UniqueIndex(
        "(number) WHERE number IS NOT NULL",
        "A fapiao with this number is here already.",
    )

    @api.depends("original_id")
    def _compute_is_red(self):
        for fapiao in self:
            fapiao.is_red = bool(fapiao.original_id)

    @api.depends("contract_id.user_id", "move_id.invoice_user_id")
    def _compute_user_id(self):
        for fapiao_sudo in self.sudo():  # of the invoice, which sales do not read
            contract, move = fapiao_sudo.contract_id, fapiao_sudo.move_id
            fapiao_sudo.user_id = contract.user_id or move.invoice_user_id

    @api.constrains("buyer_tax_number")
    def _check_buyer_tax_number(self):
        for fapiao in self.filtered("buyer_tax_number"):
            code = fapiao.buyer_tax_number
            if credit_code_rules.problem(code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is no unified social credit code of %(buyer)s: "
                        "it has eighteen characters, the last of which checks the "
                        "others. Compare it with the business licence.",
                        code=code,
                        buyer=fapiao.buyer_name,
                    )
                )

    # -- what may be changed, and by whom -------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Make applications; everything but the buyer's data comes from the invoice."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "An application for a fapiao is made on its instalment or invoice."
                )
            )
        for vals in vals_list:
            company = self.env["account.move"].browse(vals["move_id"]).company_id
            sequence = self.env["ir.sequence"].with_company(company)
            vals["name"] = sequence.next_by_code("crm.fapiao")
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        """Let people change what they type, and only while it is a draft."""
        if not self.env.su:
            self._check_typed(vals)
        return super().write(self._normalise(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for fapiao in self.filtered(lambda fapiao: fapiao.state != "draft"):
            raise UserError(
                self.env._(
                    "Application %(name)s was sent to finance: cancel it instead.",
                    name=fapiao.name,
                )
            )

    def _check_typed(self, vals):
        fixed = vals.keys() & set(self._fields) - TYPED_FIELDS
        fixed -= {name for name in fixed if self._is_of_thread(name)}
        if fixed:
            raise UserError(
                self.env._(
                    "%(field)s of a fapiao follows from its invoice and from what "
                    "finance does: use the buttons.",
                    field=self._fields[sorted(fixed)[0]]._description_string(self.env),
                )
            )
        late = self.filtered(lambda fapiao: fapiao.state != "draft")
        if late and vals.keys() & TYPED_FIELDS:
            raise UserError(
                self.env._(
                    "Application %(name)s was sent to finance. Take it back to change "
                    "it.",
                    name=late[0].name,
                )
            )

    @api.model
    def _is_of_thread(self, name):
        return name.startswith(("message_", "activity_", "website_message_"))

    @api.model
    def _normalise(self, vals):
        code = vals.get("buyer_tax_number")
        if code:
            vals = {**vals, "buyer_tax_number": credit_code_rules.normalise(code)}
        return vals

    def _check_finance(self):
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(self.env._("Only finance may issue a fapiao."))

    # -- applying -------------------------------------------------------------------

    def action_apply(self):
        """Send these applications to finance.

        :raise UserError: something is missing of a buyer, or it was sent already
        """
        self.check_access("write")
        # Two people press at the same moment: the second sees what the first did.
        self.lock_for_update()
        for fapiao in self:
            fapiao._check_state("draft")
            fapiao._check_buyer()
        self.sudo().write(
            {
                "state": "applied",
                "applied_by_id": self.env.uid,
                "applied_at": fields.Datetime.now(),
            }
        )
        lines = self.env["crm.payment.plan.line"]
        for fapiao in self:
            self.env["crm.business.event"]._emit(
                "fapiao.applied",
                fapiao,
                self.env._(
                    "Fapiao %(name)s applied for: %(amount)s, %(buyer)s",
                    name=fapiao.name,
                    amount=fapiao.currency_id.format(fapiao.amount_total),
                    buyer=fapiao.buyer_name,
                ),
                partner=fapiao.partner_id,
                audience=lines._get_finance_users(fapiao.company_id),
                key=f"fapiao.applied:{fapiao.id}:{fapiao.applied_at}",
            )
        return True

    def action_withdraw(self):
        """Take applications back to change them; not once they are issued."""
        self.check_access("write")
        self.lock_for_update()
        for fapiao in self:
            fapiao._check_state("applied")
        self.sudo().write(
            {
                "state": "draft",
                "applied_by_id": False,
                "applied_at": False,
                "exported_at": False,
            }
        )
        return True

    def action_cancel(self):
        """Cancel applications that were not issued."""
        self.check_access("write")
        self.lock_for_update()
        for fapiao in self:
            fapiao._check_state("draft", "applied")
        self.sudo().write({"state": "cancelled"})
        return True

    def _check_state(self, *states):
        if self.state in states:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "Fapiao %(name)s is “%(state)s” now, so this cannot be done with it.",
                name=self.name,
                state=labels[self.state],
            )
        )

    def _check_buyer(self):
        buyer = {name: self[field] for name, field in BUYER_FIELDS.items()}
        missing = rules.missing_buyer_data(self.fapiao_type, buyer)
        if missing:
            labels = [
                self._fields[BUYER_FIELDS[name]]._description_string(self.env)
                for name in missing
            ]
            raise UserError(
                self.env._(
                    "Application %(name)s cannot be sent: fill in %(fields)s.",
                    name=self.name,
                    fields=self.env._(", ").join(labels),
                )
            )

    def _action_open_fapiao(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_finance_link.crm_fapiao_action"
        )
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}
