from odoo import api, fields, models

from .crm_contract_grade import GRADES

#: duty -> the field that a review flow finds these people by
REVIEW_DUTIES = {
    "proofread": "proofreader_ids",
    "check": "checker_ids",
    "approve": "approver_ids",
}


class ProjectProject(models.Model):
    """What a design project is about, who is in it, and what it may cost."""

    _inherit = "project.project"

    registration_id = fields.Many2one(
        related="contract_id.registration_id",
        store=True,
        index="btree_not_null",
        string="Registration",
    )
    area = fields.Float(related="contract_id.area")
    grade = fields.Selection(
        GRADES,
        string="Design Grade",
        help="Of a template: it is for this grade only; empty: for every grade.",
    )
    member_ids = fields.One2many(
        "project.member", "project_id", string="Team", copy=True
    )
    proofreader_ids = fields.Many2many(
        "res.users", string="Proof-readers", compute="_compute_reviewers"
    )
    checker_ids = fields.Many2many(
        "res.users", string="Checkers", compute="_compute_reviewers"
    )
    approver_ids = fields.Many2many(
        "res.users", string="Approvers", compute="_compute_reviewers"
    )
    budget_fee = fields.Monetary(
        string="Design Fee",
        currency_field="currency_id",
        copy=False,
        groups="project.group_project_manager,sales_team.group_sale_salesman",
        help="What the contract brings, without taxes.",
    )
    budget_hours = fields.Float(
        string="Budgeted Hours",
        help="Hours the whole project may take.",
    )

    _budget_positive = models.Constraint(
        "CHECK(budget_hours >= 0 AND budget_fee >= 0)",
        "Budgets cannot be negative.",
    )

    @api.depends("member_ids.duty", "member_ids.user_id")
    def _compute_reviewers(self):
        for project in self:
            # A flow asks on behalf of people who may not read the whole team.
            members_sudo = project.sudo().member_ids
            for duty, name in REVIEW_DUTIES.items():
                project[name] = members_sudo.filtered(
                    lambda member, duty=duty: member.duty == duty
                ).user_id

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        for project in projects.filtered("contract_id"):
            project._let_in(project.user_id)
        return projects

    def _for_grade(self, grade):
        """Return the template to take for a grade: its own, else one for all."""
        return (
            self.filtered(lambda template: grade and template.grade == grade)
            or self.filtered(lambda template: not template.grade)
            or self
        )[:1]

    def _let_in(self, users):
        """Let ``users`` follow the project: projects of followers open to them."""
        self.ensure_one()
        partners = users.partner_id - self.sudo().message_partner_ids
        if partners and not self.is_template:
            # Who may name a member need not be able to change the project.
            self.sudo().message_subscribe(partner_ids=partners.ids)

    def _let_out(self, users):
        """Take those of ``users`` out who have no part in the project any more."""
        if not self:
            return
        project_sudo = self.sudo()  # who may take a member out may do all of it
        staying = (
            project_sudo.user_id
            | project_sudo.member_ids.user_id
            | project_sudo.deliverable_ids.user_id
        )
        if leaving := (users - staying).partner_id:
            project_sudo.message_unsubscribe(partner_ids=leaving.ids)

    def _name_lead(self):
        """Give the open place of the lead designer to the project's manager."""
        for project in self.filtered("user_id"):
            open_places = project.member_ids.filtered(
                lambda member: member.duty == "lead" and not member.user_id
            )
            open_places[:1].user_id = project.user_id
