from odoo import models
from odoo.tools import SQL

from ..tools import pool as pool_rules

#: what of a person reaches him; the name stays, documents need it
PHONE_FIELDS = frozenset({"phone", "phone_sanitized"})
EMAIL_FIELDS = frozenset({"email", "email_formatted", "email_normalized"})
GUARDED_FIELDS = PHONE_FIELDS | EMAIL_FIELDS


class _FromDatabase:
    """In a context: values are fetched into the cache, where they stay as they are.

    Code works with the cache, so only what leaves the server is masked. No RPC can
    put an object of this class into a context.
    """


FETCHING = _FromDatabase()


class CrmContactGuard(models.AbstractModel):
    """Mask phone and e-mail of customers that colleagues have.

    For people whose sales right is "Own Documents Only". Three gates stand before
    everything that leaves the server: what is read, what is exported, and what SQL
    compares, sorts, groups or adds up (see ``_field_to_sql``).
    """

    _name = "crm.contact.guard"
    _description = "Record with Contact Data"

    def _guarded_partner(self):
        """Return the customer whose contact data this record shows."""
        return self

    def _hidden_records(self):
        """Return those of these whose contact data the current user sees masked."""
        if not self.env.user._is_contact_guarded() or self.env.su:
            return self.browse()
        partners = self.sudo()._guarded_partner()
        hidden_ids = set(partners.sudo(False)._filter_hidden_contacts().ids)
        return self.filtered(
            lambda record: (
                not hidden_ids.isdisjoint(record.sudo()._guarded_partner()._origin.ids)
            )
        )

    def _mask_contact(self, name, value):
        mask = pool_rules.mask_phone if name in PHONE_FIELDS else pool_rules.mask_email
        if name == "email_formatted":
            value = self.sudo()._guarded_partner()[:1].email
        return mask(value) or False

    # -- what is read ------------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        named = GUARDED_FIELDS.intersection(fnames)
        if named and (hidden := self._hidden_records()):
            by_id = {record.id: record for record in hidden}
            for row in rows:
                if record := by_id.get(row["id"]):
                    row.update(
                        (name, record._mask_contact(name, row[name])) for name in named
                    )
        return rows

    # -- what is exported --------------------------------------------------------------

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        export = super()._export_rows
        columns = [
            (index, path[0])
            for index, path in enumerate(fields)
            if path and path[0] in GUARDED_FIELDS
        ]
        hidden = self._hidden_records() if columns else self.browse()
        if not hidden:
            return export(fields, _is_toplevel_call=_is_toplevel_call)
        # One record after another, to know which line is whose; all fetched at once.
        self.fetch([path[0] for path in fields if path and path[0] in self._fields])
        lines = []
        for record in self:
            rows = super(CrmContactGuard, record)._export_rows(
                fields, _is_toplevel_call=_is_toplevel_call
            )
            if record in hidden:
                for index, name in columns:
                    rows[0][index] = record._mask_contact(name, rows[0][index]) or ""
            lines += rows
        return lines

    # -- what SQL sees -----------------------------------------------------------------

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let hidden values be empty in conditions, orders, groups and aggregates."""
        sql = super()._field_to_sql(alias, field_expr, query)
        if (
            field_expr not in GUARDED_FIELDS
            or not self._fields[field_expr].store
            or self.env.context.get("crm_contact_guard") is FETCHING
            or self.env.su
            or not self.env.user._is_contact_guarded()
        ):
            return sql
        # Whose contact data is known is asked of all customers, whoever reads them.
        known_sudo = self.sudo()._search(self.env.user._get_known_contact_domain())
        return SQL(
            "CASE WHEN %s IN %s THEN %s END",
            SQL.identifier(alias, "id"),
            known_sudo.subselect(),
            sql,
        )

    def _fetch_query(self, query, fields):
        guard = self.with_context(crm_contact_guard=FETCHING)
        fetched = super(CrmContactGuard, guard)._fetch_query(query, fields)
        return fetched.with_env(self.env)
