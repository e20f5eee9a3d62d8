from odoo import api, fields, models

from ..tools import intake_headers

FIELD_LABELS = [
    ("external_ref", "Reference"),
    ("customer", "Customer"),
    ("contact", "Contact"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("website", "Website"),
    ("credit_code", "Unified Social Credit Code"),
    ("industry", "Industry"),
    ("country", "Country"),
    ("city", "City"),
    ("street", "Address"),
    ("parent", "Parent Company"),
    ("title", "Project Name"),
    ("site_address", "Site Address"),
    ("design_type", "Design Type"),
    ("area", "Area (m²)"),
    ("amount", "Budget or Amount"),
    ("product", "Product or Service"),
    ("salesperson", "Salesperson"),
    ("stage", "Stage"),
    ("date_open", "Start Date"),
    ("date_close", "Closing Date"),
    ("source", "Source"),
    ("grade", "Grade or Priority"),
    ("note", "Keep as a note"),
    ("ignore", "Do not import"),
]


class CrmIntakeColumn(models.Model):
    """A column of an imported list and what it means.

    ``field_name`` is proposed from the title and the kind of list and may be changed
    until the rows are imported.
    """

    _name = "crm.intake.column"
    _description = "Column of an Imported List"
    _order = "batch_id, sequence, id"
    _rec_name = "title"

    batch_id = fields.Many2one(
        "crm.intake.batch", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer()
    title = fields.Char(string="Column in the File", required=True, readonly=True)
    sample = fields.Char(string="Examples", readonly=True)
    field_name = fields.Selection(
        FIELD_LABELS,
        string="Meaning",
        compute="_compute_field_name",
        store=True,
        readonly=False,
    )

    @api.depends("batch_id.kind")
    def _compute_field_name(self):
        for batch in self.batch_id:
            # the batch's own list does not hold columns that are just being created
            own = self.filtered_domain([("batch_id", "=", batch.id)])
            columns = (batch.column_ids | own).sorted("sequence")
            mapping = intake_headers.propose_mapping(
                columns.mapped("title"), batch.kind or ""
            )
            for column, (_title, field_name) in zip(
                columns, mapping.fields, strict=True
            ):
                # the titles beside it decide with, but keep what a person chose
                if column in own:
                    column.field_name = field_name
