from markupsafe import Markup

from odoo import models

#: keys by which two registrations of one moment are one customer's
LOCKED_KINDS = frozenset({"name", "sound", "credit_code", "phone", "wecom", "address"})


class CrmRegistration(models.Model):
    """Two submissions of a customer at the same moment come one after another."""

    _inherit = "crm.registration"

    def _approval_submit(self, chosen=None):
        self.check_access("write")
        keys = self._conflict_keys(self._conflict_query())
        # Code alone locks.
        self.env["crm.registration.lock"].sudo()._take(
            {f"{kind}:{value}" for kind, value, _place in keys if kind in LOCKED_KINDS}
        )
        result = super()._approval_submit(chosen)
        if self.conflict_level in ("review", "block"):
            self._explain_conflict()
        return result

    def _explain_conflict(self):
        """Say in the chatter why a manager has to decide, as far as it may be told."""
        (found,) = self.sudo(False).find_conflicts([self._conflict_query()])
        found = self._conflicts_of_others(found)
        grave = [item for item in found if item["level"] in ("review", "block")]
        self.message_post(
            body=Markup("%s<ul>%s</ul>")
            % (
                self.env._(
                    "A manager decides, because others have this customer or site:"
                ),
                Markup("").join(
                    Markup("<li>%s (%s)</li>")
                    % (item["display"], self._conflict_reason_text(item["reasons"]))
                    for item in grave
                ),
            ),
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )
