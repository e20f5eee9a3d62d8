from odoo.tests import new_test_user

from .common import OWN, CustomerCase

MANAGER = "sales_team.group_sale_manager"

# Role chart, besides that of ``common``
# --------------------------------------
# manager   sales manager: may hand over everybody's customers
# leader    leads the team that rep and rep2 are in; own documents only
# stranger  salesperson of no team


class HandoverCase(CustomerCase):
    """A portfolio of the rep: customers with contacts, opportunities, activities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = new_test_user(cls.env, "cus_manager", MANAGER, name="Zhang Wei")
        cls.leader = new_test_user(cls.env, "cus_leader", OWN, name="Zhou Min")
        cls.stranger = new_test_user(cls.env, "cus_stranger", OWN, name="Qian Kun")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Hangzhou",
                "user_id": cls.leader.id,
                "member_ids": [(6, 0, (cls.rep | cls.rep2).ids)],
            }
        )
        cls.customers = cls._new_customers(4)
        cls.leads = cls._new_leads(cls.customers)
        cls.lead.unlink()

    @classmethod
    def _new_customers(cls, number, user=None):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "is_company": True,
                    "user_id": (user or cls.rep).id,
                }
                for n in range(number)
            ]
        )

    @classmethod
    def _new_leads(cls, customers, user=None):
        return cls.env["crm.lead"].create(
            [
                {
                    "name": f"Hall of {customer.name}",
                    "type": "opportunity",
                    "partner_id": customer.id,
                    "user_id": (user or cls.rep).id,
                    "team_id": cls.team.id,
                }
                for customer in customers
            ]
        )

    def _prepare(self, user=None, **values):
        """Return a handover of the rep to rep2, prepared by the manager."""
        handovers = self.env["crm.customer.handover"].with_user(user or self.manager)
        return handovers.create(
            {
                "user_id": self.rep.id,
                "receiver_id": self.rep2.id,
                "note": "Moves to Shanghai",
                **values,
            }
        )

    def _chosen(self, customers, receivers=()):
        """Return the values of a handover of some customers alone."""
        receivers = [*receivers, *[self.env["res.users"]] * len(customers)]
        return {
            "scope": "chosen",
            "line_ids": [
                (0, 0, {"partner_id": customer.id, "receiver_id": receiver.id})
                for customer, receiver in zip(customers, receivers, strict=False)
            ],
        }

    def _counts(self, handover):
        return {row["key"]: row["count"] for row in handover.preview["rows"]}
