from odoo.tests import new_test_user, tagged

from .common import ALL, CustomerCase


@tagged("post_install", "-at_install")
class TestGroup(CustomerCase):
    """A group: its companies below one another, each with its own figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.daughter = Partner.create(
            {"name": "Daughter", "is_company": True, "parent_id": cls.customer.id}
        )
        cls.grandchild = Partner.create(
            {"name": "Grandchild", "is_company": True, "parent_id": cls.daughter.id}
        )
        cls.group = cls.customer | cls.daughter | cls.grandchild
        cls.lead.unlink()
        cls._new_lead(cls.contact, 1000)
        cls._new_lead(cls.daughter, 500)
        cls._new_lead(cls.daughter, 70).action_set_won()
        cls._new_lead(cls.daughter, 33, type="lead")

    @classmethod
    def _new_lead(cls, partner, revenue, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Hall",
                "type": "opportunity",
                "partner_id": partner.id,
                "expected_revenue": revenue,
                "user_id": cls.rep.id,
                **values,
            }
        )

    def _figures(self, company, user=None):
        company = company.with_user(user or self.rep)
        return {
            figure["key"]: "".join(filter(str.isdigit, figure["value"]))
            for figure in company.group_figures or []
        }

    def _read(self, domain, user=None):
        partners = self.env["res.partner"].with_user(user or self.rep)
        specification = {"name": {}, "parent_id": {"fields": {}}, "subsidiary_ids": {}}
        return partners.hierarchy_read(
            domain, specification, "parent_id", "subsidiary_ids"
        )

    def test_every_member_knows_the_size_of_its_group(self):
        self.assertEqual(set(self.group.mapped("group_company_count")), {3})
        self.assertEqual(self.contact.group_company_count, 3)
        alone = self.env["res.partner"].create({"name": "Alone", "is_company": True})
        self.assertEqual(alone.group_company_count, 1)
        self.grandchild.active = False
        self.group.invalidate_recordset(["group_company_count"])
        self.assertEqual(self.customer.group_company_count, 2)

    def test_each_company_has_its_own_figures_and_its_people_s(self):
        self.assertEqual(self._figures(self.customer), {"lead.pending": "1000"})
        self.assertEqual(
            self._figures(self.daughter), {"lead.won": "70", "lead.pending": "500"}
        )
        self.assertEqual(self._figures(self.grandchild), {})
        self.assertEqual(self._figures(self.contact), {})

    def test_figures_are_those_of_the_reader(self):
        self.assertEqual(self._figures(self.daughter, self.rep2), {})
        self.assertEqual(
            self._figures(self.daughter, self.seller),
            {"lead.won": "70", "lead.pending": "500"},
        )
        self.assertEqual(self._figures(self.daughter, self.clerk), {})

    def test_people_are_no_part_of_it(self):
        action = self.daughter.with_user(self.rep).action_view_group()
        roots = [*action["domain"], ("parent_id", "=", False)]
        self.assertEqual(
            {row["name"] for row in self._read(roots)},
            {self.customer.name, "Daughter"},
        )
        found = (
            self.env["res.partner"]
            .with_user(self.rep)
            .with_context(crm_companies_only=True)
            .web_search_read([("parent_id", "=", self.customer.id)], {"name": {}})
        )
        self.assertEqual([row["name"] for row in found["records"]], ["Daughter"])

    def test_companies_of_another_company_are_left_out(self):
        office = self.env["res.company"].create({"name": "Second Office"})
        self.grandchild.company_id = office
        rep = self.customer.with_user(self.rep)
        self.assertEqual(rep.group_company_count, 2)
        both = new_test_user(self.env, "cus_both", ALL)
        both.company_ids |= office
        self.assertEqual(self.customer.with_user(both).group_company_count, 3)

    def test_ten_times_the_companies_cost_the_same(self):
        def queries(number):
            companies = self.env["res.partner"].create(
                [
                    {
                        "name": f"C {n}",
                        "is_company": True,
                        "parent_id": self.customer.id,
                    }
                    for n in range(number)
                ]
            )
            for company in companies:
                self._new_lead(company, 10)
            companies = companies.with_user(self.rep)
            for _time in range(2):  # rules and the like are cached the first time
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.assertTrue(all(companies.mapped("group_figures")))
                companies.mapped("group_company_count")
            return self.env.cr.sql_log_count - before

        few, many = queries(5), queries(50)
        self.assertEqual(many, few)
