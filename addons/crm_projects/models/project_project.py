from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.progress import weighted


class ProjectProject(models.Model):
    """A design project: Odoo's project with contract, phases and deliverables."""

    _inherit = "project.project"

    contract_id = fields.Many2one(
        "crm.contract", index="btree_not_null", copy=False, ondelete="restrict"
    )
    design_type_id = fields.Many2one("crm.design.type", index="btree_not_null")
    site_address = fields.Char(related="contract_id.site_address")
    deliverable_ids = fields.One2many("project.deliverable", "project_id")
    deliverable_count = fields.Integer(compute="_compute_deliverable_count")
    current_phase_id = fields.Many2one(
        "project.milestone",
        compute="_compute_current_phase_id",
        store=True,
        index="btree_not_null",
        help="The first phase that is not reached yet.",
    )
    design_progress = fields.Float(
        string="Progress (%)",
        compute="_compute_design_progress",
        store=True,
        aggregator="avg",
        help="Weighted by phase and deliverable: signed off counts fully, "
        "released to the client half. It cannot be typed in.",
    )

    @api.depends("deliverable_ids")
    def _compute_deliverable_count(self):
        counts = dict(
            self.env["project.deliverable"]._read_group(
                [("project_id", "in", self.ids)], ["project_id"], ["__count"]
            )
        )
        for project in self:
            project.deliverable_count = counts.get(project._origin, 0)

    @api.depends("milestone_ids.is_reached", "milestone_ids.sequence")
    def _compute_current_phase_id(self):
        for project in self:
            phases = project.milestone_ids.sorted(lambda m: (m.sequence, m._origin.id))
            project.current_phase_id = phases.filtered(lambda m: not m.is_reached)[:1]

    @api.depends("milestone_ids.progress", "milestone_ids.weight")
    def _compute_design_progress(self):
        for project in self:
            project.design_progress = weighted(
                (phase.weight, phase.progress) for phase in project.milestone_ids
            )

    @api.model
    def _get_open_domain(self):
        """Return the projects that are under way."""
        return Domain("is_template", "=", False) & Domain(
            "last_update_status", "!=", "done"
        )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_contract_free(vals for vals in vals_list if vals.get("contract_id"))
        return super().create(vals_list)

    def write(self, vals):
        self._check_contract_free([vals])
        return super().write(vals)

    @api.model
    def _check_contract_free(self, vals_list):
        """Refuse a contract set by hand: it decides which client sees the project."""
        if not self.env.su and any("contract_id" in vals for vals in vals_list):
            raise AccessError(
                self.env._(
                    "A project belongs to the contract it was made from. Use “Create "
                    "Project” on the contract."
                )
            )

    def unlink(self):
        # Through the ORM, so that a version the client has seen stops it.
        self.deliverable_ids.unlink()
        return super().unlink()

    def action_view_deliverables(self):
        """Open the deliverables of this project."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_deliverable_action"
        )
        return dict(
            action,
            domain=[("project_id", "=", self.id)],
            context={"default_project_id": self.id},
        )

    def action_view_contract(self):
        """Open the contract this project carries out."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }
