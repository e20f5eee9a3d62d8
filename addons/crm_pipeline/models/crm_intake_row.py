from odoo import api, fields, models

STATES = [
    ("new", "To Import"),
    ("imported", "Imported"),
    ("remarked", "Imported with Remark"),
    ("duplicate", "Duplicate"),
    ("rejected", "Rejected"),
]

#: form field -> key in ``cells``; what a person corrects on a rejected row
CELL_FIELDS = {
    "customer_name": "customer",
    "contact_name": "contact",
    "phone": "phone",
    "project_name": "title",
    "amount_text": "amount",
    "date_text": "date_open",
    "stage_text": "stage",
}


class CrmIntakeRow(models.Model):
    """A row of an imported list: what it said and what became of it.

    ``raw`` is the row as it stood, {column title: text}, and never changes.
    ``cells`` is {meaning: text} as last corrected by a person, or empty when nobody
    did. A row is always in exactly one state, so the states of a list sum up to its
    rows.
    """

    _name = "crm.intake.row"
    _description = "Row of an Imported List"
    _order = "batch_id, line_number, id"
    _rec_name = "line_number"

    batch_id = fields.Many2one(
        "crm.intake.batch", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    user_id = fields.Many2one(
        related="batch_id.user_id", store=True, index="btree_not_null"
    )
    line_number = fields.Integer("Line", readonly=True, aggregator=None)
    raw = fields.Json(readonly=True)
    cells = fields.Json()
    raw_text = fields.Text(string="Row in the File", compute="_compute_raw_text")
    state = fields.Selection(STATES, default="new", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    reason_codes = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index="btree_not_null"
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", readonly=True, index="btree_not_null"
    )
    parent_name = fields.Char(readonly=True)
    external_key = fields.Char(readonly=True)

    customer_name = fields.Char(compute="_compute_cells", inverse="_inverse_cells")
    contact_name = fields.Char(
        "Contact", compute="_compute_cells", inverse="_inverse_cells"
    )
    phone = fields.Char(compute="_compute_cells", inverse="_inverse_cells")
    project_name = fields.Char(
        "Project", compute="_compute_cells", inverse="_inverse_cells"
    )
    amount_text = fields.Char(
        "Amount", compute="_compute_cells", inverse="_inverse_cells"
    )
    date_text = fields.Char("Date", compute="_compute_cells", inverse="_inverse_cells")
    stage_text = fields.Char(
        "Stage", compute="_compute_cells", inverse="_inverse_cells"
    )

    _batch_state_idx = models.Index("(batch_id, state, line_number)")

    @api.depends("raw")
    def _compute_raw_text(self):
        for row in self:
            raw = row.raw or {}
            # the database does not keep the order of the columns
            titles = [t for t in row.batch_id.column_ids.mapped("title") if t in raw]
            row.raw_text = "\n".join(f"{title}: {raw[title]}" for title in titles)

    @api.depends("raw", "cells", "batch_id.column_ids.field_name")
    def _compute_cells(self):
        for row in self:
            cells = row._get_cells()
            for name, meaning in CELL_FIELDS.items():
                row[name] = cells.get(meaning, "")

    def _inverse_cells(self):
        for row in self:
            cells = row._get_cells()
            entered = {CELL_FIELDS[name]: row[name] or "" for name in CELL_FIELDS}
            row.cells = {**cells, **entered}

    def _get_cells(self):
        """Give {meaning: text}, as corrected or else as the columns are mapped."""
        self.ensure_one()
        if self.cells:
            return dict(self.cells)
        raw = self.raw or {}
        return {
            column.field_name: raw[column.title]
            for column in self.batch_id.column_ids
            if column.field_name not in ("note", "ignore") and column.title in raw
        }

    def _get_notes(self):
        """Give [(title, text)] of the columns that are kept as notes."""
        self.ensure_one()
        raw = self.raw or {}
        return [
            (column.title, raw[column.title])
            for column in self.batch_id.column_ids
            if column.field_name == "note" and column.title in raw
        ]

    def action_open_record(self):
        """Open what was made of the row."""
        self.ensure_one()
        record = self.lead_id or self.partner_id
        if not record:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
