from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import stage_rules

NAMED = 5
SECONDS_A_DAY = 86400


class CrmLead(models.Model):
    """A stage is entered with what it asks for, by button, by hand or by RPC."""

    _inherit = "crm.lead"

    stage_change_ids = fields.One2many(
        "crm.lead.stage.change", "lead_id", string="Stages", readonly=True
    )
    document_ids = fields.One2many("crm.lead.document", "lead_id", string="Documents")
    missing_text = fields.Char(
        string="Missing for the Next Stage", compute="_compute_missing_text"
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if not self.env.su and any("stage_id" in vals for vals in vals_list):
            leads._check_stages(dict.fromkeys(leads.ids))
        return leads

    def write(self, vals):
        if "stage_id" not in vals:
            return super().write(vals)
        before = {
            lead.id: (lead.stage_id.id, lead.date_last_stage_update) for lead in self
        }
        result = super().write(vals)
        moved = self.filtered(lambda lead: lead.stage_id.id != before[lead.id][0])
        if moved:
            if not self.env.su:
                moved._check_stages(
                    {lead_id: row[0] for lead_id, row in before.items()}
                )
            moved._record_stages(before)
        return result

    # -- what a stage asks for ---------------------------------------------------------

    def _check_stages(self, old_by_id):
        """Raise, naming each opportunity, what is missing, and what to do.

        :param dict old_by_id: id of a lead -> id of the stage left, None when it is new
        """
        stages = self.env["crm.stage"]._of_teams(self.team_id) | self.stage_id
        stages |= stages.browse(filter(None, old_by_id.values()))
        order = [(stage.id, at) for at, stage in enumerate(stages.sorted())]
        problems = []
        for lead in self.filtered(lambda lead: lead.type == "opportunity"):
            old = old_by_id.get(lead.id)
            entered = stages.browse(
                stage_rules.stages_entered(order, old, lead.stage_id.id)
            )
            entered = entered._for_team(lead.team_id) | (entered & lead.stage_id)
            missing = lead._missing_for(entered)
            if old and stage_rules.is_forward(order, old, lead.stage_id.id):
                missing += lead._failing_exit(stages.browse(old))
            if missing:
                problems.append((lead, missing))
        if problems:
            raise UserError(self._stage_message(problems))

    def _missing_for(self, stages):
        """Return in words what of these stages' requirements this lead lacks."""
        self.ensure_one()
        # Which fields count is for everybody, who need not read the models.
        names = stages.sudo().required_field_ids.mapped("name")
        missing = [
            self._fields[name]._description_string(self.env)
            for name in names
            if name in self._fields and not self[name]
        ]
        kinds = stages.required_document_kind_ids - self.document_ids.kind_id
        return missing + [
            self.env._("document “%(kind)s”", kind=kind.name) for kind in kinds
        ]

    def _failing_exit(self, stage):
        if not stage.exit_domain or self.filtered_domain(stage._get_exit_domain()):
            return []
        return [stage.exit_message]

    def _stage_message(self, problems):
        lines = [
            self.env._(
                "“%(lead)s” cannot go to %(stage)s: %(missing)s",
                lead=lead.name,
                stage=lead.stage_id.name,
                missing=", ".join(missing),
            )
            for lead, missing in problems[:NAMED]
        ]
        if len(problems) > NAMED:
            lines.append(
                self.env._("… and %(count)s more", count=len(problems) - NAMED)
            )
        lines.append(self.env._("Fill that in on the opportunity, then move it again."))
        return "\n".join(lines)

    @api.depends("stage_id", "type", "document_ids.kind_id")
    def _compute_missing_text(self):
        stages = self.env["crm.stage"]._of_teams(self.team_id) | self.stage_id
        for lead in self:
            way = stages._for_team(lead.team_id).sorted()
            upcoming = dict(zip(way, way[1:], strict=False)).get(lead.stage_id)
            missing = []
            if upcoming and lead.type == "opportunity" and lead.id:
                missing = lead._missing_for(upcoming)
                missing += lead._failing_exit(lead.stage_id)
            lead.missing_text = ", ".join(missing)

    # -- the ledger --------------------------------------------------------------------

    def _record_stages(self, before):
        """Write one row a move, all at once."""
        now = self.env.cr.now()
        rows = []
        for lead in self:
            old_id, since = before[lead.id]
            rows.append(
                {
                    "lead_id": lead.id,
                    "old_stage_id": old_id,
                    "stage_id": lead.stage_id.id,
                    "changed_at": now,
                    "days": since and (now - since).total_seconds() / SECONDS_A_DAY,
                    "owner_id": lead.user_id.id,
                    "team_id": lead.team_id.id,
                    "user_id": self.env.uid,
                    "company_id": lead.company_id.id,
                }
            )
        # The ledger is written by code alone.
        self.env["crm.lead.stage.change"].sudo().create(rows)

    def _merge_dependences(self, opportunities):
        """The stages of the merged opportunities are this one's history, too."""
        opportunities.sudo().stage_change_ids.lead_id = self
        opportunities.document_ids.lead_id = self
        return super()._merge_dependences(opportunities)
