from odoo import models


class CrmContract(models.Model):
    """What happens to a contract, seen from its project."""

    _inherit = "crm.contract"

    def _on_supplement_signed(self, supplement):
        result = super()._on_supplement_signed(supplement)
        projects = self.with_context(active_test=False).project_ids
        projects._change_budget(supplement.amount_untaxed)
        for project in projects:
            project.message_post(
                body=self.env._(
                    "Supplement %(name)s to the contract is signed: %(title)s. Check "
                    "scope, phases and dates.",
                    name=supplement.name,
                    title=supplement.title,
                )
            )
        return result

    def _on_state_changed(self, change):
        result = super()._on_state_changed(change)
        if self.parent_id:  # a supplement that is terminated
            self.parent_id.project_ids._change_budget(-self.amount_untaxed)
        projects = self.project_ids
        if change.action == "resume":
            projects._shift_open_dates(self._get_last_suspension().changed_at)
        for project in projects:
            project.message_post(body=self._say_state_change(change))
        return result

    def _say_state_change(self, change):
        words = {
            "start": self.env._("The contract has started."),
            "suspend": self.env._(
                "The contract is suspended, so is this project: nobody is reminded of "
                "its dates until it goes on."
            ),
            "resume": self.env._(
                "The contract goes on. The dates that were still open have moved by "
                "the working days it was suspended."
            ),
            "close": self.env._("The contract is closed."),
            "terminate": self.env._("The contract is terminated: stop work."),
        }
        if not change.reason:
            return words[change.action]
        return self.env._(
            "%(what)s Reason: %(reason)s",
            what=words[change.action],
            reason=change.reason,
        )

    def _get_state_change_notes(self, action):
        notes = super()._get_state_change_notes(action)
        deliverables = self.project_ids.deliverable_ids
        unsigned = deliverables.filtered(lambda one: one.state != "signed_off")
        if unsigned and action in ("close", "terminate"):
            notes.append(
                self.env._(
                    "%(count)s deliverables are not signed off.", count=len(unsigned)
                )
            )
        return notes
