from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_bank_import import BANK_GROUP
from .crm_bank_reasons import get_reason_text

MATCH_STATES = [
    ("ready", "Ready"),
    ("choose", "To Choose"),
    ("none", "Nothing Fits"),
    ("left", "Left"),
    ("done", "Confirmed"),
]
#: so many are booked by one click; the next click goes on
MOST_AT_ONCE = 300


class AccountBankStatementLine(models.Model):
    """Lines of a bank statement and what they may pay."""

    _inherit = "account.bank.statement.line"

    match_state = fields.Selection(
        MATCH_STATES, string="Matching", readonly=True, copy=False, index=True
    )
    match_reasons = fields.Json(readonly=True, copy=False)
    match_ids = fields.One2many("crm.bank.match", "line_id", string="Proposals")
    match_summary = fields.Text(string="Pays", compute="_compute_match")
    match_reason_text = fields.Text(string="Why", compute="_compute_match")
    match_confidence = fields.Integer(
        string="Confidence (%)", compute="_compute_match", aggregator=None
    )
    match_count = fields.Integer(string="Number of Proposals", compute="_compute_match")

    @api.depends("match_ids.summary", "match_ids.confidence", "match_reasons")
    def _compute_match(self):
        every = self.match_ids.ids
        for line in self:
            best = line.match_ids[:1].with_prefetch(every)
            line.match_count = len(line.match_ids)
            line.match_summary = best.summary
            line.match_confidence = best.confidence
            line.match_reason_text = best.reason_text or get_reason_text(
                self.env, line.match_reasons or []
            )

    @api.model
    def _auto_reconcile(self):
        """Let only the models that finance set up reconcile by themselves.

        The stock search takes any invoice whose number contains the line's text; what
        is paid is proposed by rules instead and confirmed by people.
        """
        ruled = self.env["account.reconcile.model"]._get_rules(self)
        lines = self.browse(ruled)
        return super(AccountBankStatementLine, lines)._auto_reconcile()

    # -- buttons --------------------------------------------------------------------

    def action_match(self):
        """Look again at these lines, or at all that are open when none is chosen."""
        self._check_bank_user()
        lines = self or self.search(self._get_open_match_domain())
        lines._match()

    def action_match_confirm(self):
        """Book the first proposal of each of these lines."""
        self._check_bank_user()
        matches = self.env["crm.bank.match"].concat(
            *(line.match_ids[:1] for line in self)
        )
        booked = self.filtered("is_reconciled")
        if booked and not matches:
            raise UserError(booked[0]._get_booked_message())
        if not matches:
            raise UserError(
                self.env._(
                    "Nothing is proposed for this line. Choose what it pays, or open "
                    "the reconciliation."
                )
            )
        self._confirm(matches)
        return self._notify_confirmed(len(matches))

    def action_match_confirm_ready(self):
        """Book all that is ready, of these lines or of all, some hundred at once."""
        self._check_bank_user()
        domain = self._get_open_match_domain() + [("match_state", "=", "ready")]
        if self:
            domain += [("id", "in", self.ids)]
        lines = self.search(domain, order="date, id", limit=MOST_AT_ONCE)
        if not lines:
            raise UserError(self.env._("No line is ready to be confirmed."))
        confirmed = lines._confirm(
            lines.match_ids.grouped("line_id").values(), is_bulk=True
        )
        left = self.search_count(domain)
        return self._notify_confirmed(confirmed, left)

    def action_match_leave(self):
        """Put these lines aside: they pay nothing of ours."""
        self._check_bank_user()
        self.filtered(lambda line: not line.is_reconciled).match_state = "left"

    def action_match_choose(self):
        """Open the proposals of this line, and all else that it may pay."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Does It Pay?"),
            "res_model": "crm.bank.match.choose",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def action_match_reconcile(self):
        """Open the line in the reconciliation screen of accounting."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_reconcile_oca.action_bank_statement_line_reconcile"
        )
        return {**action, "domain": [("id", "=", self.id)], "context": {}}

    def _check_bank_user(self):
        if not self.env.su and not self.env.user.has_group(BANK_GROUP):
            raise AccessError(self.env._("Only finance matches bank statements."))

    @api.model
    def _get_open_match_domain(self):
        return [
            ("is_reconciled", "=", False),
            ("state", "=", "posted"),
            ("match_state", "!=", "left"),
            ("company_id", "in", self.env.companies.ids),
        ]

    def _notify_confirmed(self, count, left=0):
        message = self.env._("%(count)s confirmed.", count=count)
        if left:
            message = self.env._(
                "%(count)s confirmed, %(left)s more are ready: press again.",
                count=count,
                left=left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_undo_reconciliation(self):
        result = super().action_undo_reconciliation()
        self.filtered("match_state")._match()
        return result

    def _get_booked_message(self):
        self.ensure_one()
        return self.env._(
            "%(line)s is booked already, by %(user)s.",
            line=self._get_match_label(),
            user=self.write_uid.name,
        )

    def _get_match_label(self):
        """Return what a person knows the line by."""
        self.ensure_one()
        amount = self.currency_id.format(self.amount)
        return " ".join(
            filter(None, (str(self.date), self.partner_name, self.payment_ref, amount))
        )
