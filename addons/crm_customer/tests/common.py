from odoo.tests import TransactionCase, new_test_user

# Role chart
# ----------
# rep       salesperson, own documents only
# rep2      salesperson, own documents only: a colleague
# seller    salesperson, all documents
# clerk     internal user without any sales role
# client    portal user

OWN = "sales_team.group_sale_salesman"
ALL = "sales_team.group_sale_salesman_all_leads"


class CustomerCase(TransactionCase):
    """A customer with a contact, and the people around him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.rep = new_test_user(cls.env, "cus_rep", OWN, name="Li Na")
        cls.rep2 = new_test_user(cls.env, "cus_rep2", OWN, name="Wang Qiang")
        cls.seller = new_test_user(cls.env, "cus_seller", ALL, name="Chen Jing")
        cls.clerk = new_test_user(cls.env, "cus_clerk", "base.group_user")
        cls.client = new_test_user(cls.env, "cus_client", "base.group_portal")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Hangzhou Lvzhou Design", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Mr Zhao", "parent_id": cls.customer.id}
        )
        quiet = cls.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        cls.lead = quiet.create(
            {"name": "Gallery", "partner_id": cls.customer.id, "user_id": cls.rep.id}
        )

    def _emit(self, user=None, record=None, **values):
        """Return the event that ``user`` causes (the rep when left out)."""
        values = {"partner": self.customer, "name": "Gallery registered", **values}
        Event = self.env["crm.business.event"].with_user(user or self.rep)
        return Event._emit("test.done", record or self.lead, **values)

    def _notified(self, users):
        """Return how many notifications each of ``users`` has on the lead."""
        counts = dict(
            self.env["mail.notification"]._read_group(
                [
                    ("res_partner_id", "in", users.partner_id.ids),
                    ("mail_message_id.model", "=", "crm.lead"),
                    ("mail_message_id.res_id", "=", self.lead.id),
                ],
                ["res_partner_id"],
                ["__count"],
            )
        )
        return [counts.get(user.partner_id, 0) for user in users]
