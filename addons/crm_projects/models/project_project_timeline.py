from odoo import models


class ProjectProject(models.Model):
    _inherit = "project.project"

    _customer_timeline_idx = models.Index("(partner_id, create_date, id)")
