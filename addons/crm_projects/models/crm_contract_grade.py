from odoo import fields, models

GRADES = [("1", "Grade I"), ("2", "Grade II"), ("3", "Grade III")]


class CrmContract(models.Model):
    """How complex the design is; template and phases depend on it."""

    _inherit = "crm.contract"

    design_grade = fields.Selection(
        GRADES, help="Complexity of the design, as the fee table grades it."
    )
