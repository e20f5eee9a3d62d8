import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.workbook import Sheet, workbook

ACCOUNTANT_GROUP = "account.group_account_user"


class CrmVoucherBatch(models.Model):
    """Posted entries of a period, handed over to an outside package as one file.

    An entry goes out once per layout. Everything of a file is written in one
    transaction, so an export that is killed leaves nothing of itself. The entries
    themselves are only read.
    """

    _name = "crm.voucher.batch"
    _description = "Voucher File"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        string="File Number",
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    layout_id = fields.Many2one(
        "crm.voucher.layout",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["crm.voucher.layout"]._get_default(
            self.env.company
        ),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "month"
        ),
    )
    date_to = fields.Date(
        string="Last Day",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Exported"), ("released", "Withdrawn")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        "crm.voucher.batch.line", "batch_id", string="Vouchers", readonly=True
    )
    move_count = fields.Integer(
        string="Number of Vouchers", readonly=True, copy=False, aggregator="sum"
    )
    amount_total = fields.Monetary(string="Debit in All", readonly=True, copy=False)
    waiting_count = fields.Integer(
        string="Entries to Hand Over", compute="_compute_waiting_count"
    )
    file = fields.Binary(readonly=True, copy=False)
    filename = fields.Char(readonly=True, copy=False)
    exported_at = fields.Datetime(readonly=True, copy=False)
    release_reason = fields.Char(copy=False)

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A period cannot end before it starts."
    )

    @api.depends("layout_id", "company_id", "date_from", "date_to", "state")
    def _compute_waiting_count(self):
        for batch in self:
            batch.waiting_count = (
                self.env["account.move"].search_count(batch._get_moves_domain())
                if batch.state == "draft" and batch.layout_id
                else 0
            )

    def _get_moves_domain(self):
        """Return the posted entries of the period that did not go out yet."""
        self.ensure_one()
        gone = [("layout_id", "=", self.layout_id.id), ("is_current", "=", True)]
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "posted"),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
            ("voucher_line_ids", "not any", gone),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        self.browse()._check_typed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_typed([vals])
        return super().write(vals)

    def _check_typed(self, vals_list):
        """Refuse what only the buttons write, and changes of what went out."""
        if self.env.su:
            return
        typed = {"layout_id", "company_id", "date_from", "date_to", "release_reason"}
        own = {name for name in self._fields if not name.startswith("message_")}
        written = set().union(*vals_list) & own - {"activity_ids"}
        if written - typed or (written - {"release_reason"} and self._gone()):
            raise AccessError(
                self.env._(
                    "A voucher file is made by its buttons, and what went out stays."
                )
            )

    def _gone(self):
        return self.filtered(lambda batch: batch.state != "draft")

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for batch in self._gone():
            raise UserError(
                self.env._(
                    "%(batch)s went out and stays. Take it back to hand its entries "
                    "over again.",
                    batch=batch.name,
                )
            )

    def _check_accountant(self):
        if not self.env.user.has_group(ACCOUNTANT_GROUP):
            raise AccessError(self.env._("Only accountants hand vouchers over."))

    def action_export(self):
        """Write the file of the entries that did not go out yet."""
        self.ensure_one()
        self._check_accountant()
        # Who hands over does not write layouts, but takes turns on them.
        self.layout_id.sudo()._take_turn()
        if self._gone():
            raise UserError(self.env._("%(batch)s went out already.", batch=self.name))
        moves = self.env["account.move"].search(
            self._get_moves_domain(), order="date, id"
        )
        # Entries over nothing make no voucher.
        vouchers = self._get_vouchers(moves) if moves else []
        if not vouchers:
            raise UserError(
                self.env._(
                    "From %(start)s to %(end)s no posted entry waits to be handed over "
                    "in layout %(layout)s.",
                    start=self.date_from,
                    end=self.date_to,
                    layout=self.layout_id.name,
                )
            )
        self._keep(vouchers)
        return self.action_download()

    def _keep(self, vouchers):
        """Keep the file and what went out with it."""
        columns = self.layout_id.column_ids
        rows = [columns._get_cells(row) for voucher in vouchers for row in voucher.rows]
        data = workbook(Sheet(self.layout_id.sheet, columns.mapped("title"), rows))
        name = self.env["ir.sequence"].next_by_code("crm.voucher.batch")
        # Nobody writes files and their lines but by this button.
        batch_sudo = self.sudo()
        batch_sudo.line_ids.create(
            [{"batch_id": self.id, **voucher.get_vals()} for voucher in vouchers]
        )
        batch_sudo.write(
            {
                "name": name,
                "state": "done",
                "file": base64.b64encode(data),
                "filename": f"{name}.xlsx",
                "exported_at": fields.Datetime.now(),
                "move_count": len(vouchers),
                "amount_total": float(sum(voucher.debit for voucher in vouchers)),
            }
        )

    def action_download(self):
        """Give the file as it went out; again and again the same."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file"
            f"?download=true&filename_field=filename",
            "target": "download",
        }

    def action_release(self):
        """Take the file back: its entries may be handed over again, in another one."""
        self.ensure_one()
        self._check_accountant()
        self.layout_id.sudo()._take_turn()  # as above
        if self.state != "done":
            raise UserError(self.env._("%(batch)s is not out.", batch=self.name))
        if not (self.release_reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why %(batch)s is taken back, e.g. that the other package "
                    "refused it.",
                    batch=self.name,
                )
            )
        # As above.
        self.sudo().line_ids.is_current = False
        self.sudo().state = "released"
