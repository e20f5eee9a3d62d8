from odoo import api, models


class ProjectSiteLineMixin(models.AbstractModel):
    """A part of a visit's record: it changes as long as the visit is open."""

    _name = "project.site.line.mixin"
    _description = "Part of a Site Visit"

    @api.model
    def _record_fields(self):
        """Return the names of the fields that are fixed with the visit."""
        return frozenset({"visit_id"})

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.visit_id._check_open()
        return lines

    def write(self, vals):
        if self._record_fields().isdisjoint(vals):
            return super().write(vals)
        self.visit_id._check_open()
        result = super().write(vals)
        self.visit_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_open_visits(self):
        self.visit_id._check_open()

    def _is_evidence(self, file):
        """Whether a file of this record is fixed with it."""
        self.ensure_one()
        return bool(file.res_field) and self.visit_id.state == "closed"
