from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import intake_sentences
from .crm_intake_row import STATES
from .intake_lookup import IntakeLookup

#: longer lists are imported in the background
DIRECT_ROWS = 300


class CrmIntakeBatch(models.Model):
    """An uploaded list of customers or opportunities, on its way into the system.

    ``action_read`` turns the file into rows and proposes what its columns mean;
    ``action_import`` makes customers or opportunities of the rows. Every row ends as
    imported, imported with a remark, duplicate or rejected, with its reason.
    Importing the same list again makes nothing new.
    """

    _name = "crm.intake.batch"
    _description = "Imported List"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char()
    kind = fields.Selection(
        [("customers", "Customers"), ("opportunities", "Opportunities")],
        string="What the List Holds",
        help="Found out from the column titles; change it if that went wrong.",
    )
    state = fields.Selection(
        [
            ("draft", "To Read"),
            ("mapped", "To Check"),
            ("running", "Importing"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Imported by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        check_company=True,
        index="btree_not_null",
        help="Team of the opportunities; empty: the team of each salesperson.",
    )
    assigns_by_rule = fields.Boolean(
        string="Assign by the Rules",
        help="Opportunities whose row names no salesperson go to whom the assignment "
        "rules say; otherwise they are those of who imports the list.",
    )
    date_order = fields.Selection(
        [
            ("auto", "Find out"),
            ("dmy", "Day-Month-Year"),
            ("mdy", "Month-Day-Year"),
            ("ymd", "Year-Month-Day"),
        ],
        default="auto",
        required=True,
        help="How dates like 05-03-26 are meant. Dates that tell it themselves, like "
        "2026-03-05, are read as they stand.",
    )
    findings = fields.Json(readonly=True, copy=False)
    file_note = fields.Text(string="About the File", readonly=True, copy=False)
    remark_note = fields.Text(
        string="Remarks by Kind", readonly=True, compute="_compute_remark_note"
    )
    column_ids = fields.One2many("crm.intake.column", "batch_id", copy=False)
    row_ids = fields.One2many("crm.intake.row", "batch_id", copy=False)
    rejected_ids = fields.One2many(
        "crm.intake.row",
        "batch_id",
        string="Rejected Rows",
        domain=[("state", "=", "rejected")],
    )
    remarked_ids = fields.One2many(
        "crm.intake.row",
        "batch_id",
        string="Rows with Remark",
        domain=[("state", "=", "remarked")],
    )
    duplicate_ids = fields.One2many(
        "crm.intake.row",
        "batch_id",
        string="Duplicate Rows",
        domain=[("state", "=", "duplicate")],
    )
    row_count = fields.Integer("Rows", compute="_compute_counts")
    new_count = fields.Integer("To Import", compute="_compute_counts")
    imported_count = fields.Integer("Imported", compute="_compute_counts")
    remarked_count = fields.Integer("With Remark", compute="_compute_counts")
    duplicate_count = fields.Integer("Duplicates", compute="_compute_counts")
    rejected_count = fields.Integer("Rejected", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_importer(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_importer(vals)
        return super().write(vals)

    def _check_importer(self, vals):
        """Rows are written with the importer's rights, so nobody may name another."""
        if self.env.su or vals.get("user_id", self.env.uid) == self.env.uid:
            return
        raise AccessError(
            self.env._(
                "A list is imported in your own name. Leave the importer as it is, or "
                "let that person upload the list."
            )
        )

    @api.depends("filename")
    def _compute_name(self):
        unnamed = self.env._("New list")
        for batch in self:
            if not batch.name or batch.name == unnamed:
                batch.name = batch.filename or unnamed

    @api.depends("row_ids.state")
    def _compute_counts(self):
        groups = self.env["crm.intake.row"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        for batch in self:
            total = 0
            for state, _label in STATES:
                batch[f"{state}_count"] = counts.get((batch.id, state), 0)
                total += batch[f"{state}_count"]
            batch.row_count = total
            batch.progress = 100 * (total - batch.new_count) / total if total else 0

    @api.depends("row_ids.reason_codes")
    def _compute_remark_note(self):
        groups = self.env["crm.intake.row"]._read_group(
            [("batch_id", "in", self.ids), ("reason_codes", "!=", False)],
            ["batch_id", "reason_codes"],
            ["__count"],
        )
        kinds = intake_sentences.KINDS
        counts = {}
        for batch, codes, count in groups:
            for code in codes.split(","):
                counts.setdefault(batch.id, {}).setdefault(code, 0)
                counts[batch.id][code] += count
        for batch in self:
            found = sorted(counts.get(batch.id, {}).items(), key=lambda item: -item[1])
            batch.remark_note = "\n".join(
                f"{count} × {intake_sentences.translated(self.env, kinds[code])}"
                for code, count in found
                if code in kinds
            )

    # -- actions ---------------------------------------------------------------------

    def action_import(self):
        """Import the rows: short lists at once, longer ones in the background.

        Poll ``state`` until it is 'done'. Called again while a list is running it
        only makes sure that the background job goes on.
        """
        self.check_access("write")
        batches = self.filtered(lambda batch: batch.state != "done" or batch.new_count)
        for batch in batches:
            batch._check_may_import()
            if batch.state == "mapped":
                batch._as_importer()._study_columns()
            batch.state = "running"
        short = batches.filtered(lambda batch: batch.new_count <= DIRECT_ROWS)
        for batch in short:
            lookup = IntakeLookup(batch._as_importer())
            batch._as_importer()._import_chunk(lookup, limit=None)
        if batches - short:
            # sales people may not touch crons; this one only looks for lists to go on
            self.env.ref("crm_pipeline.ir_cron_import_lists").sudo()._trigger()
        return True

    def action_retry(self):
        """Import the rejected rows again, as corrected."""
        for batch in self:
            if batch.state != "done":
                raise UserError(
                    self.env._(
                        "The list “%(name)s” is not imported yet. Wait until it is "
                        "done, then import the corrected rows.",
                        name=batch.name,
                    )
                )
        rows = self.row_ids.filtered(lambda row: row.state == "rejected")
        rows.write({"state": "new", "reason": False, "reason_codes": False})
        return self.action_import()

    def action_view_leads(self):
        """Open the opportunities made of this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_action_pipeline"
        )
        action["domain"] = [("intake_batch_id", "=", self.id)]
        action["context"] = {"active_test": False}
        return action

    def action_view_rows(self):
        """Open all rows of this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_intake_row_action"
        )
        action["domain"] = [("batch_id", "=", self.id)]
        return action

    def _check_may_import(self):
        self.ensure_one()
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "The file of “%(name)s” is not read yet. Read it, check the "
                    "columns, then import.",
                    name=self.name,
                )
            )
        meanings = set(self.column_ids.mapped("field_name"))
        if self.kind == "customers" and "customer" not in meanings:
            raise UserError(
                self.env._(
                    "No column of “%(name)s” holds the customer's name. Say which one "
                    "does under Columns, then import.",
                    name=self.name,
                )
            )
        if not meanings & {"customer", "contact", "phone", "title", "external_ref"}:
            raise UserError(
                self.env._(
                    "No column of “%(name)s” holds a customer, contact, phone or "
                    "project. Say which one does under Columns, then import.",
                    name=self.name,
                )
            )
