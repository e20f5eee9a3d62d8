from odoo import fields, models


class CrmLead(models.Model):
    """Where an opportunity came from, and what keeps it from coming twice."""

    _inherit = "crm.lead"

    external_ref = fields.Char(
        string="External Reference",
        copy=False,
        index="btree_not_null",
        help="The number this opportunity has in the list or system it came from.",
    )
    product_interest = fields.Char(string="Product or Service")
    intake_batch_id = fields.Many2one(
        "crm.intake.batch",
        string="Imported List",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    intake_key = fields.Char(
        readonly=True,
        copy=False,
        help="By this key a list knows its row again: its reference, or else customer, "
        "project and site.",
    )

    _intake_key_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), intake_key) WHERE intake_key IS NOT NULL",
        "This row of a list has been imported already.",
    )
