from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.crm_approval.tools.workdays import Calendar

from ..tools.due import due_date
from .crm_payment_plan_line import CODED_TRIGGERS, FINANCE_GROUP


class CrmPaymentPlanLine(models.Model):
    """What makes an instalment due, when, and what happens when it is taken back.

    A trigger fires once. The date of a fixed day or of the end of a warranty is known
    before; the nightly sweep fires it on that day.
    """

    _inherit = "crm.payment.plan.line"

    scheduled_date = fields.Date(
        compute="_compute_scheduled_date",
        store=True,
        help="The day on which it becomes due by itself, where that is known.",
    )
    is_retention = fields.Boolean(
        string="Retention Money",
        compute="_compute_is_retention",
        store=True,
        help="Held back until the end of the warranty (质保金).",
    )
    taken_back_count = fields.Integer(
        string="Times Taken Back",
        copy=False,
        readonly=True,
        help="So often what had made it due was taken back.",
    )

    # What the night fires, among all instalments ever planned.
    _scheduled_idx = models.Index("(scheduled_date) WHERE triggered_date IS NULL")

    @api.depends("trigger")
    def _compute_is_retention(self):
        for line in self:
            line.is_retention = line.trigger == "warranty_end"

    @api.depends("trigger", "fixed_date", "contract_id.date_warranty_end")
    def _compute_scheduled_date(self):
        for line in self:
            line.scheduled_date = {
                "fixed_date": line.fixed_date,
                "warranty_end": line.contract_id.date_warranty_end,
            }.get(line.trigger, False)

    @api.depends("scheduled_date", "triggered_date", "days", "term_unit")
    def _compute_due_date(self):
        for line in self:
            start = line.triggered_date or line.scheduled_date
            line.due_date = start and due_date(
                start, line.days, line.term_unit or "day", line._get_calendar().add
            )

    def _get_calendar(self):
        """Return the working days of the company of this instalment."""
        # Sales does not read the settings of the company.
        company_sudo = (self.company_id or self.env.company).sudo()
        return Calendar(company_sudo._is_worked())

    @api.constrains("trigger", "trigger_code", "fixed_date")
    def _check_trigger(self):
        for line in self:
            if line.trigger in CODED_TRIGGERS and not line.trigger_code:
                raise ValidationError(
                    self.env._(
                        "Instalment %(line)s needs the code of the deliverable or "
                        "phase that makes it due.",
                        line=line.name,
                    )
                )

    # -- firing ------------------------------------------------------------------------

    def _trigger(self, date=None):
        """Make these instalments due and prepare their draft invoices, once.

        :param date: when it happened; by default on the day it was scheduled for, or
            today
        """
        today = self._today()
        # Whoever signs (a rep, the client) has no rights on plans and invoices.
        lines_sudo = self.sudo().filtered(
            lambda line: not line.triggered_date and line.state != "void"
        )
        by_day = lines_sudo.grouped(
            lambda line: date or min(line.scheduled_date or today, today)
        )
        for day, same_day in by_day.items():
            same_day.write({"triggered_date": day})
        # What is suspended is invoiced when the contract goes on.
        for line in lines_sudo.filtered(lambda line: line.state != "suspended"):
            line._create_draft_invoice_or_tell()
            line._announce_due()

    def action_trigger(self):
        """Make the instalment due by hand; finance only."""
        self._check_finance_button()
        self._trigger()

    # -- taking back -------------------------------------------------------------------

    def action_take_back(self):
        """Take by hand back what made the instalment due; finance only."""
        self._check_finance_button()
        self._take_back(self.env._("taken back by hand"))

    def _check_finance_button(self):
        # What follows is done as superuser: not for another company's instalments.
        self.check_access("write")
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(
                self.env._("Only finance may change when an instalment is due.")
            )

    def _take_back(self, reason):
        """Let these wait again: what made them due did not happen after all.

        What is invoiced stays claimed, because a posted document is never altered.
        Both are said in the plan, and told to its people.

        :param str reason: a sentence for people
        :return: the instalments that wait again
        """
        # Whoever takes back (a designer, a rep) has no rights on plans and invoices.
        lines_sudo = self.sudo().filtered("triggered_date")
        waiting_sudo = lines_sudo.filtered(
            lambda line: max(line.amount_invoiced, line.amount_received) <= 0
        )
        waiting_sudo._cancel_draft_invoices()
        for count, lines in waiting_sudo.grouped("taken_back_count").items():
            lines.write({"triggered_date": False, "taken_back_count": count + 1})
        for line in lines_sudo:
            line._announce_taken_back(reason, line in waiting_sudo)
        return waiting_sudo.sudo(self.env.su)

    def _announce_taken_back(self, reason, waits):
        """Say in the plan, and to its people, that the trigger was taken back."""
        self.ensure_one()
        if waits:
            sentence = self.env._(
                "%(line)s is not due any more: %(reason)s. It waits again, and its "
                "draft invoice is cancelled.",
                line=self.display_name,
                reason=reason,
            )
        else:
            sentence = self.env._(
                "%(line)s stays claimed although it is not due any more: %(reason)s. "
                "It is invoiced already; credit the invoice if the money is not owed.",
                line=self.display_name,
                reason=reason,
            )
        self.plan_id.message_post(body=sentence)
        moment = fields.Datetime.now()
        self.env["crm.business.event"]._emit(
            "instalment.taken_back",
            self,
            sentence,
            partner=self.partner_id,
            audience=self.user_id | self._get_finance_users(self.company_id),
            key=f"instalment.taken_back:{self.id}:{self.taken_back_count}:{moment}",
        )
