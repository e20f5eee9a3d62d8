from odoo import api, fields, models

MONEY_GROUPS = (
    "sales_team.group_sale_salesman,account.group_account_invoice,"
    "account.group_account_readonly"
)
#: What is still to come of a plan.
OPEN_STATES = ("waiting", "due", "invoiced", "partly_paid", "overdue")


class ProjectProject(models.Model):
    """What money a project waits for, for those who may read its payment plan."""

    _inherit = "project.project"

    money_currency_id = fields.Many2one(
        "res.currency", compute="_compute_money", groups=MONEY_GROUPS
    )
    amount_overdue = fields.Monetary(
        string="Overdue",
        currency_field="money_currency_id",
        compute="_compute_money",
        groups=MONEY_GROUPS,
    )
    overdue_days = fields.Integer(
        string="Days Overdue", compute="_compute_money", groups=MONEY_GROUPS
    )
    next_instalment = fields.Char(compute="_compute_money", groups=MONEY_GROUPS)

    @api.depends("contract_id")
    @api.depends_context("uid", "lang")
    def _compute_money(self):
        lines_of = self._get_open_instalments()
        unpaid = self._get_overdue(lines_of)
        today = self.env["crm.payment.plan.line"]._today()
        for project in self:
            lines = lines_of.get(project.id, self.env["crm.payment.plan.line"])
            late = {line: unpaid[line] for line in lines if line in unpaid}
            project.money_currency_id = lines[:1].currency_id or project.currency_id
            project.amount_overdue = sum(late.values())
            project.overdue_days = max(
                ((today - line.due_date).days for line in late), default=0
            )
            to_come = lines.filtered(lambda line: line.state != "overdue")
            project.next_instalment = to_come._say_next() or False

    @api.model
    def _get_overdue(self, lines_of):
        """Return {instalment: what is overdue} of all of ``_get_open_instalments``."""
        lines = self.env["crm.payment.plan.line"].union(*lines_of.values())
        return lines.filtered(lambda line: line.state == "overdue")._get_unpaid()

    def _get_open_instalments(self):
        """Return {project id: instalments still to come} that the reader may see."""
        lines = self.env["crm.payment.plan.line"]
        if not lines.has_access("read"):
            return {}
        # A project leads to its contract, whether or not the reader opens contracts.
        contracts_sudo = self.sudo().contract_id
        family_sudo = contracts_sudo | contracts_sudo.supplement_ids
        found = lines.search(
            [("contract_id", "in", family_sudo.ids), ("state", "in", OPEN_STATES)],
            order="due_date, sequence, id",
        )
        whole = {one.id: one._get_whole().id for one in family_sudo}
        by_contract = found.grouped(lambda line: whole[line.contract_id.id])
        return {
            project.id: by_contract[project.sudo().contract_id.id]
            for project in self
            if project.sudo().contract_id.id in by_contract
        }

    def _get_board_warnings(self):
        warnings = dict(super()._get_board_warnings())
        lines_of = self._get_open_instalments()
        unpaid = self._get_overdue(lines_of)
        for project_id, lines in lines_of.items():
            overdue = lines.filtered(unpaid.__contains__)
            if overdue:
                sentences = warnings.setdefault(project_id, [])
                amount = sum(unpaid[line] for line in overdue)
                sentences.append(overdue._say_overdue(amount))
        return warnings
