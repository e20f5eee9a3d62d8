from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import ownership


class CrmOwnershipMixin(models.AbstractModel):
    """Keep the history of owners of a record that has a salesperson."""

    _name = "crm.ownership.mixin"
    _description = "Record with a History of Owners"

    #: The many2one of ``crm.ownership`` that points here.
    _ownership_field = None

    # The default also fills the records that are there when this is installed:
    # for them the clock starts now, and not in the distant past.
    owned_since = fields.Datetime(
        default=fields.Datetime.now,
        readonly=True,
        copy=False,
        help="Since when the record has had its present owner.",
    )

    def _with_ownership_reason(self, kind, note="", decided_by=None):
        """Return these records with the reason that a change of owner will have.

        :param str kind: value of ``crm.ownership.reason``
        :param str note: remark for the history
        :param decided_by: ``res.users`` who decided it, the current one when left out
        """
        reason = ownership.OwnershipReason(
            kind, note, decided_by.id if decided_by else None
        )
        return self.with_context(**{ownership.CONTEXT_KEY: reason})

    @api.model
    def _ownership_reason(self):
        reason = self.env.context.get(ownership.CONTEXT_KEY)
        return reason if isinstance(reason, ownership.OwnershipReason) else None

    def _ownership_tracked(self):
        """Return those of these records that have a history."""
        return self

    @api.model
    def _ownership_guarded_fields(self):
        """Hook: names of the fields that code alone writes.

        They follow the owner, so nobody sets them by RPC, managers included.
        """
        return frozenset({"owned_since"})

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # A form or a context may carry them: a new record starts afresh.
            guarded = dict.fromkeys(self._ownership_guarded_fields(), False)
            guarded["owned_since"] = fields.Datetime.now()
            vals_list = [{**vals, **guarded} for vals in vals_list]
        records = super().create(vals_list)
        records.sudo().filtered("user_id")._ownership_log({}, "created")
        return records

    def write(self, vals):
        vals = self._without_guarded(vals)
        if "user_id" not in vals:
            return super().write(vals)
        user_id = vals["user_id"] or False
        # Who may write a record may not be able to read its former owner.
        changed_sudo = self.sudo().filtered(lambda r: r.user_id.id != user_id)
        previous = {record.id: record.user_id.id for record in changed_sudo}
        changed = self.browse(changed_sudo.ids)
        result = super(CrmOwnershipMixin, self - changed).write(vals)
        if changed:
            now = fields.Datetime.now()
            super(CrmOwnershipMixin, changed).write({**vals, "owned_since": now})
            changed_sudo._ownership_log(previous)
        return result

    @api.model
    def _without_guarded(self, vals):
        """Refuse the fields that code alone writes; a merge leaves them out.

        :raise AccessError: somebody tries to write them
        """
        named = self._ownership_guarded_fields().intersection(vals)
        if not named or self.env.su:
            return vals
        reason = self._ownership_reason()
        if reason and reason.kind == "merge":
            # Odoo writes all fields of the merged records into the one kept.
            return {name: vals[name] for name in vals if name not in named}
        raise AccessError(
            self.env._(
                "%(fields)s cannot be written: they follow the owner and the work on "
                "the record by themselves.",
                fields=", ".join(
                    self._fields[name]._description_string(self.env)
                    for name in sorted(named)
                ),
            )
        )

    def _ownership_log(self, previous, kind=None):
        """Write one row of history for each of these records.

        :param dict previous: id of a record -> id of the user who had it
        :param str kind: the reason when the context gives none
        """
        reason = self._ownership_reason()
        has_company = "company_id" in self._fields
        vals_list = []
        for record in self._ownership_tracked():
            before, now = previous.get(record.id), record.user_id.id
            default = kind or ownership.default_kind(before, now)
            vals_list.append(
                {
                    self._ownership_field: record.id,
                    "company_id": has_company and record.company_id.id,
                    "previous_user_id": before,
                    "user_id": now,
                    "reason": reason.kind if reason else default,
                    "note": reason and reason.note,
                    "decided_by_id": (reason and reason.decided_by_id) or self.env.uid,
                }
            )
        # The history is written by code alone.
        self.env["crm.ownership"].sudo().create(vals_list)
