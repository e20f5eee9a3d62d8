from odoo import models
from odoo.tools import SQL


class CrmOwnershipMixin(models.AbstractModel):
    """The history of a handover: one statement for thousands of records."""

    _inherit = "crm.ownership.mixin"

    def _ownership_log_handover(self, previous, user, note, now):
        """Write one row of history for each of these records.

        :param previous: ``res.users`` who had them
        :param user: ``res.users`` who has them since ``now``
        """
        tracked = self._ownership_tracked()
        if not tracked:
            return
        has_company = "company_id" in self._fields
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_ownership (%(column)s, company_id, previous_user_id,
                    user_id, changed_at, reason, note, decided_by_id)
                SELECT id, %(company)s, %(previous)s, %(user)s, %(now)s,
                    'handover', %(note)s, %(uid)s
                FROM %(table)s WHERE id IN %(ids)s ORDER BY id
                """,
                column=SQL.identifier(self._ownership_field),
                company=SQL.identifier("company_id") if has_company else SQL("NULL"),
                previous=previous.id,
                user=user.id,
                now=now,
                note=note or None,
                uid=self.env.uid,
                table=SQL.identifier(self._table),
                ids=tuple(tracked.ids),
            )
        )
        self.env["crm.ownership"].invalidate_model()
        self.invalidate_recordset(["ownership_ids"], flush=False)
