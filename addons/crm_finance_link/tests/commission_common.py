from datetime import date

from odoo.fields import Command

from .common import PlanCommon


class CommissionCommon(PlanCommon):
    """A contract over 1,000 and 6 % tax, sold by the rep in a team with a leader.

    Role chart
    ----------
    rep      sold it: 3 %
    rival    another salesperson, of no team of the leader
    leader   leads the rep's team: 1 % of what his people sell
    biller   takes the money
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.leader = cls.env["res.users"].create(
            {
                "name": "Leader",
                "login": "commission_leader",
                "password": "commission_leader",
                "group_ids": [
                    (6, 0, cls.env.ref("sales_team.group_sale_salesman").ids)
                ],
                **options,
            }
        )
        cls.team = cls.env["crm.team"].create(
            {"name": "East", "user_id": cls.leader.id, "member_ids": [(4, cls.rep.id)]}
        )
        cls.commission_plan = cls.make_commission_plan(("sales", 3), ("manager", 1))
        cls.contract = cls.make_team_contract()
        cls.deposit = cls.contract.plan_line_ids[0]
        cls.invoice = cls.deposit.invoice_ids
        cls.invoice.action_post()

    @classmethod
    def make_commission_plan(cls, *rates, **vals):
        return cls.env["crm.commission.plan"].create(
            {
                "name": "Rates",
                "date_from": "2020-01-01",
                "company_id": cls.company_data["company"].id,
                "rule_ids": [
                    Command.create({"role": role, "rate": rate}) for role, rate in rates
                ],
                **vals,
            }
        )

    @classmethod
    def make_team_contract(cls, **vals):
        """Return a contract of the rep's team; its deposit is 212, 200 without tax."""
        contract = cls.make_contract(((1, 1000.0, 0.0),), cls.tax, sign=False)
        contract.write({"team_id": cls.team.id, **vals})
        contract.action_sign()
        return contract

    def entries(self, user=None, **values):
        domain = [("plan_line_id", "=", self.deposit.id)]
        domain += [("user_id", "=", user.id)] if user else []
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["crm.commission.entry"].sudo().search(domain, order="id")

    def earned(self, user):
        """Return what stands for a person of the deposit, in the ledger."""
        return round(sum(self.entries(user).mapped("amount")), 2)

    def book(self):
        return self.env["crm.commission.booking"]._book(self.deposit)

    def split_sales(self, *shares, reason="agreed"):
        """Make another split of the contract among (user, percent)."""
        return self.env["crm.commission.split"].create(
            {
                "contract_id": self.contract.id,
                "reason": reason,
                "share_ids": [
                    Command.create({"user_id": user.id, "percent": percent})
                    for user, percent in shares
                ],
            }
        )

    def finish_month(self, statement):
        """Let the month of a statement be over."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_commission_statement SET month = %s WHERE id = %s",
            [date(2020, 1, 1), statement.id],
        )
        self.env.invalidate_all()
