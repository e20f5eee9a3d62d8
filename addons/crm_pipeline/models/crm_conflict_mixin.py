from odoo import api, models

from ..tools import company_name, contact_keys, name_keys


class CrmConflictMixin(models.AbstractModel):
    """Keep a record's conflict keys in step with its fields."""

    _name = "crm.conflict.mixin"
    _description = "Record Seen by the Conflict Check"
    #: names of the stored fields that ``_conflict_facts`` reads
    _conflict_shown = ()

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

    def _conflict_facts(self):
        """Hook: what a conflict with this record tells, masked where it must be.

        :return: dict with ``name`` and any of ``kind``, ``owner``, ``stage``, ``until``
        """
        return {"name": self.display_name}

    def _conflict_readable(self):
        """Return those of these records that the current user may know in full."""
        return self._filtered_access("read")

    def _conflict_holder(self):
        """Hook: who has this record, for a conflict that is handed to him.

        :return: dict with ``user`` (``res.users``), ``partner`` (the customer) and
            ``lead`` (his opportunity, when this is one); empty when nobody can have it
        """
        return {}

    def _conflict_owner(self):
        """Return the person who has this record; an empty set when nobody has."""
        return self._conflict_holder().get("user", self.env["res.users"])

    @api.model
    def _conflict_keys(self, values):
        """Return the ``(kind, value, place)`` keys of a dict of raw values."""
        keys = {
            (kind, value, name.place)
            for name in company_name.readings(values.get("name") or "")
            for kind, value in name_keys.stored(name)
        }
        return keys | self._conflict_equal_keys(values)

    @api.model
    def _conflict_equal_keys(self, values):
        """Return the keys that stand for one customer: codes, phones, addresses."""
        phones = {values.get("phone"), *(values.get("phones") or [])}
        candidates = [
            ("credit_code", contact_keys.credit_code_key(values.get("credit_code"))),
            ("address", contact_keys.address_key(values.get("address"))),
            ("wecom", contact_keys.wecom_key(values.get("wecom_id"))),
            *(("phone", contact_keys.phone_digits(phone)) for phone in phones),
        ]
        return {(kind, value, "") for kind, value in candidates if value}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._conflict_insert()
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
        self.env["crm.conflict.key"]._remove(self._name, self.ids)

    def _conflict_refresh(self):
        """Write the keys of these records anew."""
        self._conflict_drop()
        self._conflict_insert()

    def _conflict_insert(self):
        keys_by_id = self._conflict_keys_by_id()
        self.env["crm.conflict.key"]._insert(self._name, keys_by_id)

    def _conflict_keys_by_id(self):
        # A record is recognised by all its values, whoever may read them.
        return {
            record_sudo.id: self._conflict_keys(record_sudo._conflict_values())
            for record_sudo in self.sudo()
        }
