from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PlanCommon


class CollectionCommon(PlanCommon):
    """Two contracts of two salespeople, one of a team; money that is late.

    Role chart, beside that of ``PlanCommon``
    ------------------------------------------
    leader   leads the team of the rep
    reader   reads accounting and sells nothing
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }
        cls.leader = new_test_user(
            cls.env, "plan_leader", "sales_team.group_sale_salesman", **options
        )
        cls.reader = new_test_user(
            cls.env, "plan_reader", "account.group_account_readonly", **options
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Collectors",
                "user_id": cls.leader.id,
                "member_ids": [Command.set(cls.rep.ids)],
                "company_id": company.id,
            }
        )
        cls.customer.email = "pay@client.example"
        # What they are told is read here, whatever the language of the database.
        people = cls.rep | cls.leader | cls.reader | cls.biller
        (people.partner_id | cls.customer | company.partner_id).lang = "en_US"

    @classmethod
    def make_due(cls, days=0, contract=None, name="Deposit"):
        """Return an instalment of the rep that is ``days`` overdue."""
        contract = contract or cls.make_contract()
        contract.sudo().team_id = cls.team
        line = contract.plan_line_ids.filtered(lambda each: each.name == name)
        if not line.triggered_date:
            line.sudo()._trigger()
        line.sudo().due_date = line._today() - timedelta(days=days)
        return line

    @classmethod
    def promise(cls, lines, days=5, user=None, **vals):
        model = cls.env["crm.payment.promise"].with_user(user or cls.rep)
        return model.create(
            {
                "line_ids": [Command.set(lines.ids)],
                "date": lines._today() + timedelta(days=days),
                **vals,
            }
        )
