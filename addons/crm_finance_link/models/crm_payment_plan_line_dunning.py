from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models

CALL_TYPE = "crm_finance_link.mail_activity_type_collection"


class CrmPaymentPlanLine(models.Model):
    """Instalments on the dunning ladder: calls, suspension and bad debts."""

    _inherit = "crm.payment.plan.line"

    dunning_step_ids = fields.One2many(
        "crm.dunning.step", "plan_line_id", string="Dunning Steps"
    )

    def _get_collector(self, level=None):
        """Return who asks the customer of this instalment for the money.

        :param level: the ``crm.dunning.level`` that says whose task it is
        """
        self.ensure_one()
        leader, owner = self.team_id.user_id, self.user_id
        kind = level.responsible if level else "salesperson"
        wanted = {
            "salesperson": (owner, leader),
            "leader": (leader, owner),
            "collector": (self.company_id.collector_id, owner, leader),
        }[kind]
        return next((user for user in wanted if user.active), owner.browse())

    def _plan_calls(self, levels=None):
        """Give each responsible person one activity a customer, renewed if it is there.

        :param levels: {instalment: level}; the salesperson's task where left out
        """
        groups = {}
        for line in self.sudo():  # customers of all, activities of others
            level = (levels or {}).get(line)
            if user := line._get_collector(level):
                key = user, line.partner_id.commercial_partner_id
                groups[key] = groups.get(key, line.browse()) | line
        if not groups:
            return
        known = self._get_calls(groups)
        new = []
        for (user, partner), lines in groups.items():
            vals = lines._prepare_call_vals(user, partner)
            if activity := known.get((user, partner.id)):
                activity.write(vals)  # each says another amount
            else:
                new.append(
                    {
                        **vals,
                        "activity_type_id": self.env.ref(CALL_TYPE).id,
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                        "res_id": partner.id,
                        "user_id": user.id,
                    }
                )
        # The day's message tells them of it, a mail for each would be too much.
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(new)

    def _get_calls(self, groups):
        """Return {(person, customer id): the open activity}."""
        activities_sudo = self.env["mail.activity"].sudo()  # of colleagues, too
        found = activities_sudo.search(
            [
                ("activity_type_id", "=", self.env.ref(CALL_TYPE).id),
                ("res_model", "=", "res.partner"),
                ("res_id", "in", [partner.id for _user, partner in groups]),
                ("user_id", "in", [user.id for user, _partner in groups]),
            ]
        )
        return {(activity.user_id, activity.res_id): activity for activity in found}

    def _prepare_call_vals(self, user, partner):
        """Return summary, note and day of a call about these instalments."""
        told = self.with_context(lang=user.lang or self.env.lang)
        today = self._today()
        amounts = [
            currency.format(
                sum(line.amount_open for line in self if line.currency_id == currency)
            )
            for currency in self.currency_id
        ]
        days = max((today - line.due_date).days for line in self)
        values = {"customer": partner.name, "amount": " + ".join(amounts)}
        if "broken" in self.mapped("promise_state"):
            summary = told.env._(
                "Call %(customer)s: %(amount)s, promise broken, %(days)s days overdue",
                days=days,
                **values,
            )
        elif days > 0:
            summary = told.env._(
                "Call %(customer)s: %(amount)s, %(days)s days overdue",
                days=days,
                **values,
            )
        else:
            summary = told.env._(
                "%(customer)s: %(amount)s due on %(date)s",
                date=min(self.mapped("due_date")),
                **values,
            )
        return {
            "summary": summary,
            "note": "<br/>".join(told.mapped("display_name")),
            "date_deadline": today,
        }

    def _announce_paid(self):
        result = super()._announce_paid()
        self._settle_collection()
        return result

    def _settle_collection(self):
        """Take away what is not needed any more, once customers have paid.

        Calls for who has nothing late, proposals and cases over what is paid.
        """
        self._close_calls()
        notices_sudo = self.env["crm.dunning.notice"].sudo()  # whoever booked it
        notices_sudo.search(
            [("state", "=", "proposed"), ("line_ids", "in", self.ids)]
        ).filtered(
            lambda notice: notice.currency_id.is_zero(notice.amount_open)
        ).state = "cancelled"
        debts_sudo = self.env["crm.bad.debt"].sudo()  # as above
        debts_sudo.search(
            [("state", "!=", "closed"), ("line_ids", "in", self.ids)]
        )._close_paid()

    def _close_calls(self):
        partners = self.partner_id.commercial_partner_id
        late = self.sudo()._read_group(  # whoever registers the payment
            [
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("state", "in", ("due", "invoiced", "partly_paid", "overdue")),
                ("due_date", "<=", self._today()),
            ],
            ["partner_id"],
        )
        settled = partners - self.env["res.partner"].union(
            *(partner.commercial_partner_id for (partner,) in late)
        )
        call_type = self.env.ref(CALL_TYPE, raise_if_not_found=False)
        if settled and call_type:
            self.env["mail.activity"].sudo().search(  # of colleagues, as above
                [
                    ("activity_type_id", "=", call_type.id),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", settled.ids),
                ]
            ).unlink()

    # -- what comes after the reminders ------------------------------------------

    def _propose_suspension(self):
        """Propose a notice of suspension for contracts that are late for long."""
        days = self.company_id.suspend_notice_days
        if not days:
            return
        until = self._today() - timedelta(days=days)
        late = self.filtered(
            lambda line: (
                line.state == "overdue"
                and line.due_date <= until
                and line.contract_id._get_whole().state in ("signed", "running")
            )
        )
        noticed = self.env["crm.dunning.notice"]._get_suspended_lines(late)
        by_contract = {}
        for line in late - noticed:
            key = line.contract_id._get_whole()
            by_contract[key] = by_contract.get(key, line.browse()) | line
        for contract, lines in by_contract.items():
            self.env["crm.dunning.notice"]._propose(
                "suspension", lines, partner=contract.partner_id, contract=contract
            )

    def _open_bad_debts(self):
        """Open a case for what is late for months, one a customer."""
        months = self.company_id.bad_debt_months
        if not months:
            return
        until = self._today() - relativedelta(months=months)
        late = self.filtered(
            lambda line: line.state == "overdue" and line.due_date <= until
        )
        self.env["crm.bad.debt"]._open_for(late)
