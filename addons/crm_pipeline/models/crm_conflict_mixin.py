from odoo import api, models

from ..tools import company_name, contact_keys


class CrmConflictMixin(models.AbstractModel):
    """Keep a record's conflict keys in step with its fields."""

    _name = "crm.conflict.mixin"
    _description = "Record Seen by the Conflict Check"

    @api.model
    def _conflict_fields(self):
        """Hook: names of the fields that ``_conflict_values`` reads."""
        return frozenset()

    def _conflict_values(self):
        """Hook: what this record is recognised by.

        :return: dict with any of ``name``, ``credit_code``, ``phones`` (list),
            ``address``, ``wecom_id``; empty when it does not take part
        """
        return {}

    @api.model
    def _conflict_keys(self, values):
        """Return the set of ``(kind, value)`` keys of a dict of raw values."""
        phones = [values.get("phone"), *(values.get("phones") or [])]
        candidates = [
            ("name", company_name.parse(values.get("name")).core),
            ("credit_code", contact_keys.credit_code_key(values.get("credit_code"))),
            ("address", contact_keys.address_key(values.get("address"))),
            ("wecom", contact_keys.wecom_key(values.get("wecom_id"))),
            *(("phone", contact_keys.phone_digits(phone)) for phone in phones),
        ]
        return {(kind, value) for kind, value in candidates if value}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._conflict_refresh()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._conflict_fields().isdisjoint(vals):
            self._conflict_refresh()
        return result

    def unlink(self):
        self._conflict_drop()
        return super().unlink()

    def _conflict_drop(self):
        # Business users may not read the keys of others, let alone write them.
        self.env["crm.conflict.key"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    def _conflict_refresh(self):
        """Write the keys of these records anew."""
        self._conflict_drop()
        vals_list = [
            {
                "res_model": self._name,
                "res_id": record.id,
                "kind": kind,
                "value": value,
            }
            for record in self.sudo()
            for kind, value in sorted(self._conflict_keys(record._conflict_values()))
        ]
        # Business users may not write keys: they follow the records by code.
        self.env["crm.conflict.key"].sudo().create(vals_list)
