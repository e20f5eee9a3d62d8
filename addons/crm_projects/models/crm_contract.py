from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContract(models.Model):
    """A signed contract makes its design project."""

    _inherit = "crm.contract"

    project_template_id = fields.Many2one(
        "project.project",
        compute="_compute_project_template_id",
        store=True,
        readonly=False,
        domain="[('is_template', '=', True)]",
        index="btree_not_null",
        help="The project is made from this template when the contract is signed.",
    )
    lead_designer_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Leads the project that is made from this contract.",
    )
    project_ids = fields.One2many("project.project", "contract_id")
    project_count = fields.Integer(compute="_compute_project_count")
    design_progress = fields.Float(
        string="Project Progress (%)", compute="_compute_project_count"
    )

    @api.depends("design_type_id", "design_grade", "company_id")
    def _compute_project_template_id(self):
        # Sales may sign without rights on the project templates.
        templates_sudo = (
            self.env["project.project"]
            .sudo()
            .search(
                [
                    ("is_template", "=", True),
                    ("design_type_id", "in", self.design_type_id.ids),
                ],
                order="sequence, id",
            )
        )
        for contract in self:
            current = contract.project_template_id
            if current and contract.state != "draft":
                contract.project_template_id = current
                continue
            suiting = templates_sudo.filtered(
                lambda template, contract=contract: (
                    template.design_type_id == contract.design_type_id
                    and template.company_id <= contract.company_id
                )
            )
            contract.project_template_id = suiting._for_grade(contract.design_grade)

    @api.depends("project_ids.design_progress")
    def _compute_project_count(self):
        rows = self.env["project.project"]._read_group(
            [("contract_id", "in", self.ids)],
            ["contract_id"],
            ["__count", "design_progress:avg"],
        )
        figures = {contract: (count, average) for contract, count, average in rows}
        for contract in self:
            count, average = figures.get(contract._origin, (0, 0.0))
            contract.project_count = count
            contract.design_progress = average

    def _on_signed(self):
        result = super()._on_signed()
        for contract in self:
            contract._create_design_project()
        return result

    def action_create_project(self):
        """Make the project of a contract that was signed without a template."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("signed", "running"):
            raise UserError(
                self.env._(
                    "Contract %(contract)s is not signed; its project is made when "
                    "it is.",
                    contract=self.name,
                )
            )
        if not self.project_template_id:
            raise UserError(
                self.env._(
                    "Choose a project template on contract %(contract)s first.",
                    contract=self.name,
                )
            )
        self._create_design_project()
        return self.action_view_projects()

    def _create_design_project(self):
        """Make the project from the template, once per contract.

        :return: the project, new or existing; empty without a template
        """
        self.ensure_one()
        # The signer (a rep, or the client) has no rights to make projects.
        contract_sudo = self.sudo().with_context(active_test=False)
        if contract_sudo.project_ids:
            return contract_sudo.project_ids[:1]
        template_sudo = contract_sudo.project_template_id
        if not template_sudo:
            contract_sudo.message_post(
                body=self.env._(
                    "No project was made: there is no project template for this "
                    "design type. Choose one on the contract and create the project."
                )
            )
            return template_sudo
        project_sudo = template_sudo.action_create_from_template(
            contract_sudo._prepare_project_vals()
        )
        project_sudo._name_lead()
        project_sudo._schedule_phases(
            contract_sudo.date_start
            or contract_sudo.date_signed
            or contract_sudo.company_id._get_work_day()
        )
        contract_sudo.message_post(
            body=self.env._("Project created: %s", project_sudo._get_html_link())
        )
        return project_sudo

    def _prepare_project_vals(self):
        """Return the values of the project made from this contract."""
        lead = self.lead_designer_id or self.project_template_id.user_id
        return {
            "name": self.title or f"{self.name} {self.partner_id.name}",
            "contract_id": self.id,
            "partner_id": self.partner_id.id,
            # Odoo forgets the customer of a project that is not billable.
            "allow_billable": True,
            "company_id": self.company_id.id,
            "design_type_id": self.design_type_id.id,
            "grade": self.design_grade or self.project_template_id.grade,
            "budget_fee": self.amount_untaxed,
            "user_id": lead.id,
        }

    def action_view_projects(self):
        """Open the project of this contract."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Project"),
            "res_model": "project.project",
            "context": {"create": False},
        }
        if len(self.project_ids) == 1:
            return dict(action, res_id=self.project_ids.id, views=[(False, "form")])
        return dict(
            action,
            domain=[("contract_id", "=", self.id)],
            views=[(False, "list"), (False, "form")],
        )
