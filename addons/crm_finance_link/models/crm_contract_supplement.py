from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContract(models.Model):
    """The payment plans of a contract and its supplements, together."""

    _inherit = "crm.contract"

    plan_template_id = fields.Many2one(recursive=True)
    amount_planned = fields.Monetary(
        string="Planned Amount",
        compute="_compute_amount_planned",
        compute_sudo=True,
        help="The instalments of the contract and of its supplements in force.",
    )
    amount_unplanned = fields.Monetary(
        string="Not Planned Yet", compute="_compute_amount_planned", compute_sudo=True
    )
    supplement_plan_line_ids = fields.Many2many(
        "crm.payment.plan.line",
        string="Instalments of Supplements",
        compute="_compute_supplement_plan_line_ids",
    )
    plan_change_ids = fields.One2many(
        related="plan_ids.change_ids", string="Taken off by Supplements"
    )

    @api.depends("parent_id.plan_template_id")
    def _compute_plan_template_id(self):
        supplements = self.filtered("parent_id")
        others = self - supplements
        result = super(CrmContract, others)._compute_plan_template_id()
        for supplement in supplements:
            # Paid for as the contract is, unless another way is chosen.
            supplement.plan_template_id = (
                supplement.plan_template_id or supplement.parent_id.plan_template_id
            )
        return result

    @api.depends(
        "amount_with_supplements",
        "plan_ids.amount_total",
        "supplement_ids.plan_ids.amount_total",
        "supplement_ids.state",
    )
    def _compute_amount_planned(self):
        for contract in self:
            planned = sum(contract._counted_plans().mapped("amount_total"))
            contract.amount_planned = planned
            contract.amount_unplanned = contract.amount_with_supplements - planned

    @api.depends("supplement_ids.plan_line_ids")
    def _compute_supplement_plan_line_ids(self):
        for contract in self:
            contract.supplement_plan_line_ids = contract.supplement_ids.plan_line_ids

    def _counted_plans(self):
        """Return the plans of this contract and of its supplements in force."""
        return self.plan_ids | self._counted_supplements().plan_ids

    def _get_invoiced_amount(self):
        lines = self._counted_plans().line_ids
        planned = sum(max(line.amount_invoiced, line.amount_received) for line in lines)
        # Some may be invoiced beside the plan, from the quotation itself.
        return max(planned, super()._get_invoiced_amount())

    # -- signed ----------------------------------------------------------------------

    def _on_supplement_signed(self, supplement):
        result = super()._on_supplement_signed(supplement)
        supplement._create_payment_plan()
        self._settle_reductions()
        return result

    def _create_payment_plan(self):
        """A supplement that adds nothing has no plan of its own."""
        no_money = self.currency_id.compare_amounts(self.amount_total, 0) <= 0
        if self.parent_id and no_money:
            return self.plan_ids
        plan = super()._create_payment_plan()
        # Supplements may have taken off before there was a plan to take off from.
        self.sudo()._get_whole()._settle_reductions()
        return plan

    def _settle_reductions(self):
        """Take off what supplements in force reduce and the plans do not show yet.

        ``self`` is one contract as superuser. A second call changes nothing.
        """
        self.ensure_one()
        plans = self._counted_plans()
        if not plans:
            return
        for supplement in self._counted_supplements().sorted("supplement_number"):
            # Locks nothing: the contract's row is held by who signs or terminates.
            changes = self.env["crm.payment.plan.change"].search(
                [("supplement_id", "=", supplement.id)]
            )
            reduction = min(supplement.amount_total, 0.0)
            missing = sum(changes.mapped("amount")) - reduction
            if self.currency_id.compare_amounts(missing, 0) > 0:
                plans._take_off(supplement, missing)

    # -- terminated ------------------------------------------------------------------

    def _check_state_change(self, action):
        result = super()._check_state_change(action)
        if action == "terminate" and self.parent_id:
            invoiced = sum(
                max(line.amount_invoiced, line.amount_received)
                for line in self.plan_line_ids
            )
            if self.currency_id.compare_amounts(invoiced, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(invoiced)s of %(supplement)s are invoiced or received "
                        "already. Credit the invoices first, or make a supplement "
                        "that takes off the rest.",
                        supplement=self.display_name,
                        invoiced=self.currency_id.format(invoiced),
                    )
                )
        return result

    def _leave_the_plan(self):
        """Undo what this terminated supplement did to the plans; superuser here."""
        changes = self.env["crm.payment.plan.change"].search(
            ["|", ("supplement_id", "=", self.id), ("plan_id", "in", self.plan_ids.ids)]
        )
        self.env["crm.payment.plan"]._give_back(changes)
        # What others had taken off its instalments is taken off the others' now.
        self.parent_id._settle_reductions()
