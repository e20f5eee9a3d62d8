from odoo import models


class ProjectProject(models.Model):
    """The chatter of a project, for readers who are no project users."""

    _inherit = "project.project"

    def _thread_to_store(self, store, fields, *, request_list=None):
        if request_list and "followers" in request_list:
            # Odoo reads in the reader's name with whom a project is shared, and
            # salespeople and accountants have no right on that: what is read here
            # answers it. Only ids are told, of a project that they may read.
            self.sudo().collaborator_ids.mapped("partner_id")
        return super()._thread_to_store(store, fields, request_list=request_list)
