from odoo import models
from odoo.exceptions import UserError


class CrmConnectorSecretMixin(models.AbstractModel):
    """Fields that are not exportable are not exported by a call of their own, either.

    Odoo only leaves them out of the list that people choose from.
    """

    _name = "crm.connector.secret.mixin"
    _description = "Record with Secrets"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        for path in fields:
            field = self._fields.get(path[0]) if path else None
            if field and not field.exportable:
                raise UserError(
                    self.env._(
                        "%(field)s of %(model)s is a secret and never exported. Take "
                        "it out of the list of fields.",
                        field=field.name,
                        model=self._description,
                    )
                )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
