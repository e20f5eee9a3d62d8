import base64

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.bank_read import balance_gap, opening_balance
from .bank_file import read_bank_file
from .bank_line_copies import MANY, LineCopies, can_copy, split

BANK_GROUP = "account.group_account_user"
STATES = [("draft", "File"), ("read", "Read"), ("done", "Imported")]


class CrmBankImport(models.Model):
    """A bank's file that was imported: what was read of it, and what not.

    The file is read first and shown; only then its movements become a statement. What
    was not read stays here with its line and reason.
    """

    _name = "crm.bank.import"
    _description = "Import Bank Statement"
    _order = "id desc"
    _rec_name = "filename"

    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        required=True,
        index=True,
        domain="[('type', '=', 'bank'), ('company_id', 'in', allowed_company_ids)]",
        default=lambda self: self._get_default_journal(),
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="journal_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    file = fields.Binary(required=True, attachment=True)
    filename = fields.Char(string="File Name")
    layout_id = fields.Many2one(
        "account.statement.import.sheet.mapping",
        domain="[('is_bank_layout', '=', True)]",
        index="btree_not_null",
        help="Left empty, it is recognised by the columns of the file.",
    )
    state = fields.Selection(STATES, default="draft", readonly=True)
    statement_id = fields.Many2one(
        "account.bank.statement", readonly=True, index="btree_not_null"
    )
    row_ids = fields.One2many("crm.bank.import.row", "import_id", readonly=True)
    layout_note = fields.Char(readonly=True)
    gap_note = fields.Char(readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    known_count = fields.Integer(string="Known Already", readonly=True)
    refused_count = fields.Integer(string="Not Read", readonly=True)
    left_count = fields.Integer(string="No Movement", readonly=True)
    amount_in = fields.Monetary(string="Money In", readonly=True)
    amount_out = fields.Monetary(string="Money Out", readonly=True)
    date_from = fields.Date(string="First Day", readonly=True)
    date_to = fields.Date(string="Last Day", readonly=True)
    balance_start = fields.Monetary(string="Opening Balance", readonly=True)
    has_balance = fields.Boolean(readonly=True)

    @api.depends("journal_id")
    def _compute_currency_id(self):
        for record in self:
            journal = record.journal_id
            record.currency_id = journal.currency_id or journal.company_id.currency_id

    @api.model
    def _get_default_journal(self):
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=2
        )
        return journals if len(journals) == 1 else journals.browse()

    def action_read(self):
        """Read the file and show what is in it; nothing is imported yet."""
        self.ensure_one()
        self._check_not_done()
        layouts = self.env["account.statement.import.sheet.mapping"]
        chosen = self.layout_id if self._is_layout_chosen() else layouts
        found = read_bank_file(
            self.env,
            base64.b64decode(self.with_context(bin_size=False).file),
            self.filename,
            self.journal_id,
            [chosen._as_layout()] if chosen else layouts._get_bank_layouts(),
        )
        known = self._find_known(
            [self._import_id(item.key) for item in found.movements]
        )
        rows = [self._prepare_row(item, known) for item in found.movements]
        rows += [self._prepare_left_out(item) for item in found.left_out]
        rows.sort(key=lambda row: (row["outcome"] != "refused", row["line"]))
        self.write(
            {
                **self._prepare_figures(found, rows),
                "row_ids": [Command.clear(), *map(Command.create, rows)],
            }
        )

    def _is_layout_chosen(self):
        """A layout that was guessed is guessed again for another file."""
        return self.layout_id and not self.layout_note

    @api.onchange("layout_id")
    def _onchange_layout_id(self):
        self.layout_note = False

    @api.onchange("file", "journal_id")
    def _onchange_file(self):
        if self.state != "done":
            self.state = "draft"

    def _prepare_figures(self, found, rows):
        fresh = [row for row in rows if row["outcome"] == "new"]
        counts = {
            outcome: sum(row["outcome"] == outcome for row in rows)
            for outcome in ("new", "known", "refused", "left")
        }
        start, gap = opening_balance(found.movements), balance_gap(found.movements)
        days = [row["day"] for row in rows if row.get("day")]
        return {
            "state": "read",
            "layout_id": found.fit.layout.key,
            "layout_note": self.env._(
                "%(layout)s, by %(count)s of its columns (%(encoding)s)",
                layout=found.fit.layout.name,
                count=len(found.fit.places),
                encoding=found.table.encoding or found.table.source,
            ),
            "gap_note": gap
            and self.env._(
                "The balance does not follow from line %(before)s to line %(after)s: "
                "movements between them seem to be missing in the file.",
                before=gap[0],
                after=gap[1],
            ),
            **{f"{outcome}_count": count for outcome, count in counts.items()},
            "amount_in": sum(row["amount"] for row in fresh if row["amount"] > 0),
            "amount_out": -sum(row["amount"] for row in fresh if row["amount"] < 0),
            "date_from": min(days, default=False),
            "date_to": max(days, default=False),
            "has_balance": start is not None and not gap,
            "balance_start": float(start or 0),
        }

    def _prepare_row(self, item, known):
        is_known = self._import_id(item.key) in known
        return {
            "line": item.line,
            "outcome": "known" if is_known else "new",
            "code": "known" if is_known else False,
            "day": item.day,
            "amount": float(item.amount),
            "payer": item.payer,
            "account": item.account,
            "text": item.text,
            "key": item.key,
        }

    @api.model
    def _prepare_left_out(self, item):
        return {
            "line": item.line,
            "outcome": "refused" if item.is_refused else "left",
            "is_refused": item.is_refused,
            "code": item.code,
            "detail": item.detail,
            "text": item.text,
        }

    def _import_id(self, key):
        """Return ``key`` as the stock import keeps it, unique for the account."""
        vals = {"unique_import_id": key}
        journal = self.journal_id
        journal._statement_line_import_update_unique_import_id(
            vals, journal.bank_account_id.acc_number
        )
        return vals["unique_import_id"]

    @api.model
    def _find_known(self, ids):
        lines = self.env["account.bank.statement.line"].search(
            [("unique_import_id", "in", ids)]
        )
        return set(lines.mapped("unique_import_id"))

    # -- the statement --------------------------------------------------------------

    def action_import(self):
        """Make the statement of what is new, match it, and show the matching."""
        self.ensure_one()
        self._lock()
        self._check_not_done()
        if self.state == "draft":
            self.action_read()
        rows = self.row_ids.filtered(lambda row: row.outcome == "new")
        # Somebody may have imported the same period meanwhile.
        known = self._find_known([self._import_id(row.key) for row in rows])
        rows = rows.filtered(lambda row: self._import_id(row.key) not in known)
        if not rows:
            raise UserError(
                self.env._(
                    "Every movement of %(file)s was imported before, so nothing "
                    "changes.",
                    file=self.filename or self.env._("the file"),
                )
            )
        statement = self._create_statement_once(rows)
        self.write({"state": "done", "statement_id": statement.id})
        rows.unlink()  # they are lines of the statement now
        # What was open before may be meant as well, and pays the same claims.
        open_lines = statement.line_ids.search(
            [
                *statement.line_ids._get_open_match_domain(),
                ("company_id", "=", self.company_id.id),
                ("match_state", "in", ("ready", "choose", "none")),
            ]
        )
        (statement.line_ids | open_lines)._match()
        return self.action_view_lines()

    def _check_not_done(self):
        if self.state == "done":
            raise UserError(
                self.env._(
                    "%(file)s is imported: its movements are in statement "
                    "%(statement)s.",
                    file=self.filename or self.env._("The file"),
                    statement=self.statement_id.display_name,
                )
            )

    def _lock(self):
        """One statement of a bank is imported at a time: two may hold the same days."""
        # Who imports into a journal need not edit it.
        journal_sudo = self.journal_id.sudo()
        if not (
            self.try_lock_for_update()
            and journal_sudo.try_lock_for_update(allow_referencing=True)
        ):
            raise UserError(
                self.env._(
                    "Somebody imports a statement of %(journal)s at this very moment. "
                    "Wait, and read the file again: what is known then is left out.",
                    journal=self.journal_id.display_name,
                )
            )

    def _create_statement_once(self, rows):
        """Create the statement, unless somebody did who finished a moment ago."""
        try:
            with self.env.cr.savepoint():
                statement = self._create_statement(rows)
                self.env.flush_all()
                return statement
        except UniqueViolation as error:
            if "unique_import_id" not in (error.diag.constraint_name or ""):
                raise
            raise UserError(
                self.env._(
                    "Somebody imported movements of %(file)s a moment ago. Read the "
                    "file again: they are left out then.",
                    file=self.filename or self.env._("the file"),
                )
            ) from error

    def _create_statement(self, rows):
        vals_list = [
            {
                **self._prepare_line_vals(row),
                "journal_id": self.journal_id.id,
                "unique_import_id": self._import_id(row.key),
                "sequence": number,
            }
            for number, row in enumerate(
                rows.sorted(lambda row: (row.day, row.line)), 1
            )
        ]
        total = sum(rows.mapped("amount"))
        vals = {
            "name": f"{self.journal_id.code}: {self.filename or ''}",
            "journal_id": self.journal_id.id,
            "date": self.date_to,
        }
        if self.has_balance:
            known = self.row_ids.filtered(lambda row: row.outcome == "known")
            start = self.balance_start + sum(known.mapped("amount"))
            vals.update(balance_start=start, balance_end_real=start + total)
        statement = self._make_lines(vals, vals_list)
        if not self.has_balance:
            statement.balance_end_real = statement.balance_start + total
        return statement

    def _make_lines(self, vals, vals_list):
        """Return a new statement with these lines; most of many are copied."""
        quiet = self.env["account.bank.statement"].with_context(
            tracking_disable=True,
            # Names that are alike are no customer: matching looks for them by rules.
            skip_retrieve_partner=True,
        )
        samples, rest = vals_list, []
        if len(vals_list) >= MANY and can_copy(self.journal_id):
            samples, rest = split(vals_list)
        line_ids = list(map(Command.create, samples))
        statement = quiet.create({**vals, "line_ids": line_ids})
        if rest:
            copies = LineCopies(statement).make(samples, rest)
            copies._auto_reconcile()
            if not copies:  # an addon keeps something else with an entry
                statement.write({"line_ids": list(map(Command.create, rest))})
            for name in ("first_line_index", "date", "balance_end", "is_complete"):
                self.env.add_to_compute(statement._fields[name], statement)
        return statement.with_env(self.env)

    @api.model
    def _prepare_line_vals(self, item):
        """Return the values of a statement line, from a row or a movement."""
        return {
            "date": item.day,
            "amount": float(item.amount),
            "payment_ref": item.text or item.payer or "/",
            "partner_name": item.payer or False,
            "account_number": item.account or False,
        }

    def action_view_lines(self):
        """Open the matching of this statement."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_finance_link.crm_bank_match_action"
        )
        return {
            **action,
            "domain": [("statement_id", "=", self.statement_id.id)],
            "context": {"search_default_not_matched": 1},
        }
