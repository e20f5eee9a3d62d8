from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.promise import Promise, promise_state, spread

LINE = "crm.payment.plan.line"


class CrmPaymentPromise(models.Model):
    """A customer's word to pay so much until a day.

    Whether it was kept follows from the money that was reconciled with its invoices, or
    those of its instalments, and from nothing else. A part that is promised waits for
    its day; the rest is asked for as before.
    """

    _name = "crm.payment.promise"
    _inherit = ["crm.collection.claim.mixin"]
    _description = "Promise to Pay"
    _order = "date desc, id desc"
    _claim_fixed = frozenset({"amount", "date", "line_ids", "move_ids", "promised_on"})
    _claim_computed = frozenset(
        {
            "amount_received",
            "company_id",
            "currency_id",
            "followed_up_on",
            "is_cancelled",
            "partner_id",
            "received_before",
            "state",
            "team_id",
            "user_id",
        }
    )

    line_ids = fields.Many2many(
        relation="crm_payment_promise_line_rel",
        column1="promise_id",
        column2="line_id",
    )
    move_ids = fields.Many2many(
        relation="crm_payment_promise_move_rel",
        column1="promise_id",
        column2="move_id",
    )
    amount = fields.Monetary(
        string="Promised",
        required=True,
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
    )
    date = fields.Date(string="Until", required=True, index=True, tracking=True)
    promised_on = fields.Date(
        required=True, default=lambda self: self._today(), string="Said on"
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Promised by",
        index="btree_not_null",
        help="Who of the customer's people said so.",
    )
    note = fields.Text(string="What Was Said")
    received_before = fields.Monetary(
        readonly=True, help="Received of these instalments when it was promised."
    )
    amount_received = fields.Monetary(
        string="Received Since", compute="_compute_state", store=True, compute_sudo=True
    )
    state = fields.Selection(
        [
            ("open", "To Be Kept"),
            ("kept", "Kept"),
            ("late", "Paid Late"),
            ("broken", "Broken"),
            ("cancelled", "Taken Back"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        compute_sudo=True,
        tracking=True,
    )
    is_cancelled = fields.Boolean(readonly=True)
    followed_up_on = fields.Date(
        readonly=True, help="When somebody was told that it was broken."
    )

    # Those that are to be followed up, among all promises ever made.
    _waiting_idx = models.Index("(date) WHERE followed_up_on IS NULL")

    @api.model
    def _get_ask_title(self):
        return self.env._("Record a Promise to Pay")

    @api.model
    def _today(self):
        return self.env["crm.contract"]._term_today()

    @api.depends("partner_id.name", "amount", "date")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(customer)s: %(amount)s until %(date)s",
                customer=promise.partner_id.name or "",
                amount=promise.currency_id.format(promise.amount)
                if promise.currency_id
                else "",
                date=promise.date or "",
            )

    @api.depends("line_ids", "move_ids")
    def _compute_amount(self):
        for promise in self:
            # In a form they are new records, whose invoices nobody sums up.
            lines, moves = promise.line_ids._origin, promise.move_ids._origin
            promise.amount = promise.amount or sum(
                [*lines.mapped("amount_open"), *moves.mapped("amount_residual")]
            )

    @api.depends(
        "amount",
        "date",
        "is_cancelled",
        "line_ids.amount_received",
        "move_ids.amount_residual",
        "received_before",
    )
    def _compute_state(self):
        today = self._today()
        receipts = self._get_receipts()
        for promise in self:
            unit = promise.currency_id.rounding or 0.01
            cents = [
                (day, round(amount / unit))
                for item in promise._get_items()
                for day, amount in receipts.get(item, ())
            ]
            before = round(promise.received_before / unit)
            since = sum(amount for _day, amount in cents) - before
            promise.amount_received = max(since, 0) * unit
            promise.state = promise_state(
                Promise(
                    amount=round(promise.amount / unit),
                    due=promise.date or today,
                    before=before,
                    is_cancelled=promise.is_cancelled,
                ),
                cents,
                today,
            )

    def _get_items(self):
        """Return the instalments and invoices, oldest first."""
        items = [
            *((line, line.due_date) for line in self.line_ids._origin),
            *((move, move.invoice_date_due) for move in self.move_ids._origin),
        ]
        items.sort(key=lambda pair: (not pair[1], pair[1] or 0, pair[0].id))
        return [item for item, _day in items]

    def _get_receipts(self):
        """Return {item: [(day, amount)]}: the money that came in for it."""
        receipts = {}
        for items in (self.line_ids._origin, self.move_ids._origin):
            for item_id, rows in items._get_receipts().items():
                receipts[items.browse(item_id)] = rows
        return receipts

    def _get_parts(self):
        """Return {item: amount} that is still to come by open promises.

        A promise over several pays the oldest first.
        """
        parts = {}
        for promise_sudo in self.sudo():  # others speak of other instalments
            if promise_sudo.state != "open":
                continue
            unit = promise_sudo.currency_id.rounding or 0.01
            items = promise_sudo._get_items()
            left = promise_sudo.amount - promise_sudo.amount_received
            opens = [
                item.amount_open if item._name == LINE else item.amount_residual
                for item in items
            ]
            shares = spread(
                round(left / unit), [round(amount / unit) for amount in opens]
            )
            for item, share in zip(items, shares, strict=True):
                parts[item] = parts.get(item, 0.0) + share * unit
        return parts

    @api.constrains("date", "promised_on", "amount")
    def _check_promise(self):
        for promise in self:
            if (promise.line_ids or promise.move_ids) and promise.amount <= 0:
                raise ValidationError(
                    self.env._(
                        "%(promise)s: say an amount of more than zero.",
                        promise=promise.display_name,
                    )
                )
            if promise.date < promise.promised_on:
                raise ValidationError(
                    self.env._(
                        "%(promise)s: the day cannot be before %(said)s, when it was "
                        "promised.",
                        promise=promise.display_name,
                        said=promise.promised_on,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        for promise_sudo in promises.sudo():  # what was received is finance's
            promise_sudo.received_before = sum(
                amount
                for rows in promise_sudo._get_receipts().values()
                for _day, amount in rows
            )
        promises._check_not_too_much()
        promises._replace_earlier()
        for promise in promises:
            promise._announce_made()
        return promises

    def _check_not_too_much(self):
        for promise in self:
            if (
                promise.currency_id.compare_amounts(promise.amount, promise.amount_open)
                > 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(promise)s: only %(amount)s of these instalments are open.",
                        promise=promise.display_name,
                        amount=promise.currency_id.format(promise.amount_open),
                    )
                )

    def _replace_earlier(self):
        """Take back what was promised before of the same instalments and is open."""
        earlier_sudo = self.sudo().search(  # a colleague's word is replaced, too
            [
                "|",
                ("line_ids", "in", self.line_ids.ids),
                ("move_ids", "in", self.move_ids.ids),
                ("state", "=", "open"),
                ("id", "not in", self.ids),
            ]
        )
        earlier_sudo.is_cancelled = True

    def action_cancel(self):
        """Take the promise back: it was recorded by mistake or does not hold."""
        self.check_access("write")
        # The state is no field that people write.
        self.sudo().filtered(
            lambda promise: promise.state == "open"
        ).is_cancelled = True
        return True

    def action_promise_again(self):
        """Ask what the customer promises now, of what is still open of it."""
        self.ensure_one()
        self.check_access("read")
        return self._ask(
            self.line_ids.filtered(lambda line: line.amount_open > 0),
            self.move_ids.filtered(lambda move: move.amount_residual > 0),
        )

    def _announce_made(self):
        self.ensure_one()
        self._emit("promised", self.env._("Promise to pay: %(promise)s"))

    def _emit(self, code, sentence):
        """Report once what became of this promise, to its salesperson and leader."""
        return self.env["crm.business.event"]._emit(
            f"payment.{code}",
            self,
            sentence % {"promise": self.display_name},
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
        )

    # -- the day after ---------------------------------------------------------------

    @api.model
    def _cron_follow_promises(self):
        """Tell of the promises that were not kept, on the day after."""
        today = self._today()
        domain = [
            ("date", "<", today),
            ("followed_up_on", "=", False),
            ("state", "in", ("open", "broken")),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while promises := self.search(domain, limit=100):
            promises._compute_state()
            promises.followed_up_on = today
            broken = promises.filtered(lambda promise: promise.state == "broken")
            broken._tell_broken()
            if not cron._commit_progress(len(promises)):
                break

    def _tell_broken(self):
        for promise in self:
            owner = promise.user_id or promise.team_id.user_id
            told = promise.with_context(lang=owner.lang or self.env.lang)
            told._emit("promise_broken", told.env._("Promise not kept: %(promise)s"))
        self.env["crm.dunning.call"]._plan(
            [
                *self.line_ids._get_receivables(),
                *self.move_ids._get_receivables(),
            ]
        )
