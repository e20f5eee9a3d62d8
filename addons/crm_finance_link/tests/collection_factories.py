from datetime import timedelta

from odoo.fields import Command


class CollectionFactories:
    """Many records of what collection lists, for ``TestListCosts``."""

    def _get_collection_factories(self, plans):
        lines = self.env["crm.payment.plan.line"].union(
            *(plan.line_ids[0] for plan in plans)
        )
        return {
            "crm.bad.debt": lambda count: self._new_debts(lines[:count]),
            "crm.dunning.level": lambda count: self.env["crm.dunning.level"].create(
                [
                    {
                        "name": f"Level {number}",
                        "days": 100 + number,
                        "company_id": plans.company_id.id,
                    }
                    for number in range(count)
                ]
            ),
            "crm.dunning.notice": lambda count: self._new_notices(lines[:count]),
            "crm.dunning.step": lambda count: self._new_steps(lines[:count]),
            "crm.payment.dispute": lambda count: self.env["crm.payment.dispute"].create(
                [
                    {"line_ids": [Command.link(line.id)], "reason": "Why"}
                    for line in lines[:count]
                ]
            ),
            "crm.payment.promise": lambda count: self.env["crm.payment.promise"].create(
                [
                    {
                        "line_ids": [Command.link(line.id)],
                        "date": line._today() + timedelta(days=3),
                    }
                    for line in lines[:count]
                ]
            ),
            "crm.receivable.report": lambda count: self._new_receivables(lines[:count]),
        }

    def _new_debts(self, lines):
        debts = self.env["crm.bad.debt"]
        partners = self.env["res.partner"].create(
            [{"name": f"Debtor {line.id}"} for line in lines]
        )
        for partner, line in zip(partners, lines, strict=True):
            key = partner, line.company_id, line.currency_id
            debts |= debts.sudo()._open_case(key, line._get_receivables())
        return debts.with_env(self.env)

    def _new_notices(self, lines):
        notices = self.env["crm.dunning.notice"]
        for line in lines:
            notices |= notices._propose(
                "suspension",
                line._get_receivables(),
                partner=line.partner_id,
                contract=line.contract_id,
            )
        return notices.with_env(self.env)

    def _new_steps(self, lines):
        steps = self.env["crm.dunning.step"].sudo()
        return steps.create(
            [
                {
                    "plan_line_id": line.id,
                    "due_date": line.due_date,
                    "days": 7,
                    "level_name": "One week",
                    "done_on": line._today(),
                }
                for line in lines
            ]
        ).with_env(self.env)

    def _new_receivables(self, lines):
        drafts = lines.invoice_ids.filtered(lambda move: move.state == "draft")
        drafts.action_post()
        return self.env["crm.receivable.report"].search(
            [("move_id", "in", lines.invoice_ids.ids)]
        )
