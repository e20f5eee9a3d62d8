from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_finance_link.models.crm_payment_plan_line_sweep import BATCH
from odoo.addons.crm_finance_link.models.night import at_night

#: Instalments that wait although what they wait for happened. Those that finance let
#: wait again are left alone.
MISSED = """
    SELECT line.id
      FROM crm_payment_plan_line line
      JOIN crm_contract contract ON contract.id = line.contract_id
      JOIN project_project project
        ON project.contract_id = COALESCE(contract.parent_id, contract.id)
       AND project.active
     WHERE line.triggered_date IS NULL
       AND line.state <> 'void'
       AND COALESCE(line.taken_back_count, 0) = 0
       AND CASE line.trigger
           WHEN 'phase_reached' THEN EXISTS (
               SELECT 1
                 FROM project_milestone phase
                WHERE phase.project_id = project.id
                  AND phase.code = line.trigger_code
                  AND phase.is_reached)
           WHEN 'deliverable_signed_off' THEN EXISTS (
               SELECT 1
                 FROM project_deliverable item
                WHERE item.project_id = project.id
                  AND item.code = line.trigger_code
                  AND item.state = 'signed_off')
           ELSE FALSE END
  ORDER BY line.id
"""


class CrmPaymentPlanLine(models.Model):
    """What happened in the project before an instalment pointed at it counts, too."""

    _inherit = "crm.payment.plan.line"

    def _follow_project(self):
        """Find what these wait for in the project; what happened makes due at once.

        The time to pay runs from the day on which it happened, not from when somebody
        corrected the plan.
        """
        lines_sudo = self.sudo()  # the plan's editor need not see the project
        lines_sudo._link_deliverable()
        lines_sudo._trigger_happened()

    def _trigger_happened(self):
        """Make due, by its day, what waits for something that has happened."""
        days = self._get_happened()
        for day, lines in self.filtered(days.get).grouped(days.get).items():
            lines._trigger(day)

    def _get_happened(self):
        """Return ``{instalment: the day on which what it waits for happened}``.

        Of those that were not triggered yet. Never a day before the contract, or the
        supplement, was signed: nobody owed anything then.
        """
        waiting = self.filtered(lambda line: not line.triggered_date)
        phases = waiting.contract_id._get_wholes().project_ids.milestone_ids
        reached = {
            (phase.project_id.contract_id, phase.code): phase
            for phase in phases
            if phase.is_reached and phase.code
        }
        found = {}
        for line in waiting:
            if line.trigger == "phase_reached":
                key = (line.contract_id._get_whole(), line.trigger_code)
                if phase := reached.get(key):
                    found[line] = phase.reached_date or line.company_id._get_work_day()
            elif line.deliverable_id.state == "signed_off":
                found[line] = line._get_signed_day()
        return {
            line: max(day, line.contract_id.date_signed or day)
            for line, day in found.items()
        }

    def _get_signed_day(self):
        """Return the day on which the client signed, where the company works."""
        signed_at = self.deliverable_id.client_version_id.signed_at
        return self.company_id._get_work_day(signed_at)

    @api.model
    def _cron_update_instalments(self):
        result = super()._cron_update_instalments()
        self._follow_missed()
        return result

    @api.model
    def _follow_missed(self):
        """Make due what was missed: the plan changed while the client was signing.

        Neither of two such transactions sees what the other does.
        """
        self.env.flush_all()
        ids = [line_id for (line_id,) in self.env.execute_query(SQL(MISSED))]
        cron = self.env["ir.cron"]
        for start in range(0, len(ids), BATCH):
            batch = self.browse(ids[start : start + BATCH])
            at_night(self.env, batch._follow_project)
            if not cron._commit_progress(len(batch)):
                break
