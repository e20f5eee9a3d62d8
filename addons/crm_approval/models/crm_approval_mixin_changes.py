from odoo import api, models

from ..tools import content as content_rules


class CrmApprovalMixin(models.AbstractModel):
    """An approval holds for the content that was seen, and for that alone."""

    _inherit = "crm.approval.mixin"

    # -- staying true to what was approved ------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if not self._approval_counted_fields().isdisjoint(vals):
            self._approval_recheck()
        return result

    def unlink(self):
        # The requests stay as history; one that waits has nothing to decide.
        self.sudo().approval_request_id._close_orphaned()
        return super().unlink()

    def _approval_recheck(self):
        """Void what was approved or asked for and has changed since."""
        documents = self.filtered(
            lambda document: document.approval_state in ("pending", "approved")
        )
        return documents.sudo().approval_request_id._recheck()

    def _approval_is_valid(self):
        """Whether the content as it is now is the content that was approved."""
        self.ensure_one()
        self._approval_recheck()
        return self.approval_state == "approved"

    def _approval_invalidate(self):
        self.invalidate_recordset(
            [
                "approval_request_id",
                "approval_state",
                "approval_awaited_ids",
                "approval_note",
                "can_decide_approval",
                "approval_progress",
            ]
        )

    # -- changes in words -----------------------------------------------------------

    @api.model
    def _approval_describe_changes(self, changes):
        """Return one line a change, for people.

        :param changes: what ``tools.content.changes`` yields
        """
        return "\n".join(
            self.env._(
                "%(what)s: %(old)s → %(new)s",
                what=what,
                old=old,
                new=new,
            )
            for what, old, new in self._approval_change_rows(changes)
        )

    @api.model
    def _approval_change_rows(self, changes):
        """Return ``(what, old, new)`` a change, in the words of the fields.

        :param changes: what ``tools.content.changes`` yields
        :rtype: list[tuple[str, str, str]]
        """
        rows = []
        for path, old, new in changes:
            label, field = self._approval_describe_path(path)
            rows.append(
                (
                    label,
                    self._approval_describe_value(field, old),
                    self._approval_describe_value(field, new),
                )
            )
        return rows

    @api.model
    def _approval_describe_path(self, path):
        """Return the labels a path of the content names, and its last field."""
        model, labels, field = self, [], None
        for part in path.split(content_rules.PATH_SEPARATOR):
            found = model._fields.get(part)
            if found is None:
                labels.append(part)
                continue
            field = found
            labels.append(field._description_string(self.env))
            if field.comodel_name:
                model = self.env[field.comodel_name]
        return content_rules.PATH_SEPARATOR.join(labels), field

    @api.model
    def _approval_describe_value(self, field, value):
        """Return a value of the content as people read it."""
        if value is None or value == "" or value is False:
            return self.env._("none")
        if isinstance(value, dict):
            shown = filter(None, (str(item) for item in value.values() if item))
            return " · ".join(shown)
        if field and field.type == "many2one" and isinstance(value, int):
            record_sudo = self.env[field.comodel_name].sudo().browse(value).exists()
            return record_sudo.display_name or self.env._("deleted")
        if field and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if isinstance(value, float):
            return f"{value:,}"
        return str(value)
