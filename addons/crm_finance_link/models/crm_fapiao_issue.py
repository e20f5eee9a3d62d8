from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import fapiao as rules


class CrmFapiao(models.Model):
    """Issuing: the number that the tax bureau gave, and red-letter reversal."""

    _inherit = "crm.fapiao"

    def action_issue(self):
        """Open the dialog in which finance types the number; finance only."""
        self.ensure_one()
        self._check_finance()
        self._check_state("applied")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Issue Fapiao"),
            "res_model": "crm.fapiao.issue",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_fapiao_id": self.id},
        }

    def action_refuse(self):
        """Open the dialog in which finance says why it goes back; finance only."""
        self.ensure_one()
        self._check_finance()
        self._check_state("applied")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Back"),
            "res_model": "crm.fapiao.refuse",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_fapiao_id": self.id},
        }

    def _refuse(self, reason):
        """Send the application back to whoever applied, with the reason."""
        self.ensure_one()
        self._check_finance()
        self.lock_for_update()
        self._check_state("applied")
        applicant = self.applied_by_id
        self.sudo().write(
            {
                "state": "draft",
                "applied_by_id": False,
                "applied_at": False,
                "exported_at": False,  # it waits for the tax software again
            }
        )
        self.env["crm.business.event"]._emit(
            "fapiao.refused",
            self,
            self.env._(
                "Fapiao %(name)s sent back: %(reason)s", name=self.name, reason=reason
            ),
            partner=self.partner_id,
            audience=applicant | self.user_id,
            key=f"fapiao.refused:{self.id}:{fields.Datetime.now()}",
        )

    def _issue(self, number, date, amount=None):
        """Note what the tax software made of the application.

        :param str number: the twenty digits, as text
        :param date: the day on the fapiao
        :param amount: its total, where the software told it
        :raise UserError: the number is none, is used, or the amount is another one
        """
        self.ensure_one()
        self._check_finance()
        self.lock_for_update()
        self._check_state("applied")
        number = rules.normalise_number(number)
        self._check_number(number)
        self._check_amount(amount)
        today = fields.Date.context_today(self)
        if date > today:
            raise UserError(
                self.env._(
                    "Fapiao %(name)s cannot be issued on %(date)s, which is still to "
                    "come.",
                    name=self.name,
                    date=fields.Date.to_string(date),
                )
            )
        self.sudo().write({"state": "issued", "number": number, "issue_date": date})
        self._reverse_original()
        self.env["crm.business.event"]._emit(
            "fapiao.issued",
            self,
            self.env._(
                "Fapiao %(number)s issued: %(amount)s",
                number=number,
                amount=self.currency_id.format(self.amount_total),
            ),
            partner=self.partner_id,
            audience=self.applied_by_id | self.user_id,
        )

    def _check_number(self, number):
        problem = rules.number_problem(number)
        messages = {
            "cut": self.env._(
                "“%(number)s” was cut by a spreadsheet: format the column as text and "
                "enter all 20 digits.",
                number=number,
            ),
            "digits": self.env._(
                "“%(number)s” is no fapiao number: it is made of digits alone.",
                number=number,
            ),
            "length": self.env._(
                "Fapiao number %(number)s has %(count)s digits instead of 20.",
                number=number,
                count=len(number),
            ),
        }
        if problem:
            raise UserError(messages[problem])
        # Of another company's documents no more is told than that there is one.
        other_sudo = self.sudo().search([("number", "=", number)], limit=1)
        if other_sudo:
            raise UserError(
                self.env._(
                    "Fapiao number %(number)s belongs to application %(name)s already.",
                    number=number,
                    name=other_sudo.name,
                )
            )

    def _check_amount(self, amount):
        if amount is None:
            return
        # A red-letter fapiao is written with a minus by some software.
        if self.currency_id.compare_amounts(abs(amount), self.amount_total):
            raise UserError(
                self.env._(
                    "Fapiao %(name)s is about %(amount)s, but %(told)s was issued.",
                    name=self.name,
                    amount=self.currency_id.format(self.amount_total),
                    told=self.currency_id.format(abs(amount)),
                )
            )

    def _reverse_original(self):
        """Mark what this red-letter fapiao takes back wholly as reversed."""
        original_sudo = self.original_id.sudo()
        if not original_sudo:
            return
        original_sudo.lock_for_update()
        issued_sudo = original_sudo.red_ids.filtered(lambda red: red.state == "issued")
        total = sum(issued_sudo.mapped("amount_total"))
        currency = original_sudo.currency_id
        if currency.compare_amounts(total, original_sudo.amount_total) >= 0:
            original_sudo.state = "reversed"
