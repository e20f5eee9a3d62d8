from odoo.tests import tagged

from .common import PipelineCase

NAME = "杭州青竹园林设计有限公司"
CODE = "91350100M000100Y43"
PHONE = "0571-87654321"


@tagged("post_install", "-at_install")
class TestConflictSources(PipelineCase):
    """Every kind of record is found by what it is recognised by, and masked."""

    def _customer(self):
        return self.env["res.partner"].create(
            {
                "name": NAME,
                "is_company": True,
                "credit_code": CODE,
                "phone": PHONE,
                "user_id": self.rep.id,
            }
        )

    def _contact(self):
        return self.env["res.partner"].create(
            {"name": "赵敏", "phone": PHONE, "parent_id": self._customer().id}
        )

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Enquiry",
                "type": "lead",
                "partner_name": NAME,
                "phone": PHONE,
                "user_id": self.rep.id,
                **values,
            }
        )

    def _opportunity(self):
        return self._lead(type="opportunity")

    def _pooled_opportunity(self):
        lead = self._opportunity()
        lead._move_to_pool(self.env["crm.pool"].create({"name": "Pool"}))
        return lead

    def _pooled_customer(self):
        customer = self._customer()
        customer._move_to_pool(self.env["crm.pool"].create({"name": "Pool"}))
        return customer

    def _registration(self):
        return self._submitted(customer_name=NAME, phone=PHONE, credit_code=CODE)

    def test_each_kind_is_found_and_masked(self):
        cases = {
            "customer": (self._customer, ("name", "phone", "code")),
            "contact": (self._contact, ("phone",)),
            "lead": (self._lead, ("name", "phone")),
            "opportunity": (self._opportunity, ("name", "phone")),
            "pooled opportunity": (self._pooled_opportunity, ("name", "phone")),
            "pooled customer": (self._pooled_customer, ("name", "phone", "code")),
            "registration": (self._registration, ("name", "phone", "code")),
        }
        queries = {
            "name": {"name": "青竹园林設計（杭州）"},
            "phone": {"name": "某某", "phone": "+86 571 8765 4321"},
            "code": {"name": "某某", "credit_code": CODE},
        }
        for kind, (make, ways) in cases.items():
            with self.subTest(kind), self.env.cr.savepoint() as savepoint:
                record = make()
                for way in ways:
                    found = self._found(record, **queries[way])
                    self.assertTrue(found, f"{kind} by {way}")
                    expected = "block" if way == "code" else "review"
                    self.assertEqual(found["level"], expected)
                    self.assertNotIn(PHONE, found["display"])
                    self.assertNotIn(NAME, found["display"])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_is_archived_or_given_up_is_not_found(self):
        for record in (self._customer(), self._opportunity()):
            record.active = False
            self.assertFalse(self._found(record, name=NAME, phone=PHONE))
        registration = self._registration()
        registration.action_withdraw()
        self.assertFalse(self._found(registration, name=NAME, phone=PHONE))
