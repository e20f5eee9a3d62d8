from odoo import models


class IrHttp(models.AbstractModel):
    """The words of the client's viewer, which its JavaScript says, in his language."""

    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        return [*super()._get_translation_frontend_modules_name(), "crm_projects"]
