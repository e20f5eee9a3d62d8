from odoo import models
from odoo.exceptions import UserError

from ..tools.files import DEFAULT_TYPES, extension_of, sanitise_filename, type_problem


class ProjectDeliverable(models.Model):
    """Which kinds of files are taken as versions."""

    _inherit = "project.deliverable"

    def _accepted_types(self):
        """Return the types of files that are taken, as configured."""
        # Configuration is not readable by ordinary users.
        param_sudo = self.env["ir.config_parameter"].sudo()
        text = param_sudo.get_param("crm_projects.file_types") or DEFAULT_TYPES
        return [each.strip(". ").lower() for each in text.replace(",", " ").split()]

    def _decode_upload(self, filename, data_base64):
        content = super()._decode_upload(filename, data_base64)
        name = sanitise_filename(filename)
        problem = type_problem(name, content, self._accepted_types())
        if problem:
            raise UserError(self._type_message(problem, name))
        return content

    def _type_message(self, problem, name):
        if problem == "none":
            return self.env._(
                "The name %(filename)s does not say what kind of file it is. Add its "
                "type, e.g. .pdf or .dwg, and upload it again.",
                filename=name,
            )
        if problem == "program":
            return self.env._(
                "%(filename)s is a program, not a drawing. Export the drawing and "
                "upload that file.",
                filename=name,
            )
        return self.env._(
            "Files of the type .%(type)s are not taken (%(filename)s). Export it as "
            "PDF or DWG, or ask an administrator to accept this type.",
            type=extension_of(name),
            filename=name,
        )
