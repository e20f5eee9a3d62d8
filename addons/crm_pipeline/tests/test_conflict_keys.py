from odoo.tests import tagged

from .common import PipelineCase

CODE = "91350100M000100Y43"


@tagged("post_install", "-at_install")
class TestConflictKeys(PipelineCase):
    """The keys follow their records, whatever happens to these."""

    def _keys(self, record):
        rows = self.env["crm.conflict.key"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        )
        kinds = "name", "credit_code", "phone", "address", "wecom"
        return {(row.kind, row.value) for row in rows if row.kind in kinds}

    def _partner(self, **values):
        return self.env["res.partner"].create(
            {"name": "青竹园林设计有限公司", "is_company": True, **values}
        )

    def test_a_new_customer_has_keys(self):
        partner = self._partner(credit_code=CODE, phone="0571-88886666")
        self.assertEqual(
            self._keys(partner),
            {
                ("name", "青竹园林设计"),
                ("credit_code", CODE),
                ("phone", "57188886666"),
            },
        )

    def test_a_name_has_keys_for_its_slips(self):
        rows = self.env["crm.conflict.key"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self._partner().id)]
        )
        self.assertEqual(
            set(rows.mapped("kind")), {"name", "brand", "near", "head", "sound"}
        )

    def test_a_person_is_known_by_the_phone_alone(self):
        person = self.env["res.partner"].create(
            {"name": "赵敏", "phone": "13800138000"}
        )
        self.assertEqual(self._keys(person), {("phone", "13800138000")})

    def test_keys_follow_a_write(self):
        partner = self._partner()
        partner.name = "白鹭建筑事务所"
        self.assertEqual(self._keys(partner), {("name", "白鹭建筑")})

    def test_another_write_costs_no_key(self):
        partner = self._partner()
        before = self.env["crm.conflict.key"].search([])
        partner.comment = "Nice people"
        self.assertEqual(self.env["crm.conflict.key"].search([]), before)

    def test_an_archived_record_is_not_found_until_it_is_back(self):
        partner = self._partner()
        partner.action_archive()
        self.assertFalse(self._keys(partner))
        partner.action_unarchive()
        self.assertTrue(self._keys(partner))

    def test_a_deleted_record_leaves_no_key(self):
        partner = self._partner()
        lead = self.env["crm.lead"].create({"name": "x", "partner_name": "青竹园林"})
        ids = partner, lead
        kept = {record._name: record.id for record in ids}
        for record in ids:
            record.unlink()
        for name, res_id in kept.items():
            self.assertFalse(self._keys(self.env[name].browse(res_id)))

    def test_a_lead_is_known_by_its_customer(self):
        partner = self._partner(credit_code=CODE)
        lead = self.env["crm.lead"].create({"name": "x", "partner_id": partner.id})
        self.assertIn(("name", "青竹园林设计"), self._keys(lead))
        self.assertIn(("credit_code", CODE), self._keys(lead))

    def test_a_lead_follows_its_renamed_customer(self):
        partner = self._partner(credit_code=CODE)
        lead = self.env["crm.lead"].create({"name": "x", "partner_id": partner.id})
        partner.write({"name": "白鹭建筑事务所", "credit_code": False})
        self.assertNotIn(("credit_code", CODE), self._keys(lead))

    def test_a_lost_opportunity_frees_the_customer(self):
        lead = self.env["crm.lead"].create({"name": "x", "partner_name": "青竹园林"})
        lead.action_set_lost()
        self.assertFalse(self._keys(lead))

    def test_a_lead_follows_its_customer_s_phone(self):
        partner = self._partner(phone="0571-88886666")
        lead = self.env["crm.lead"].create({"name": "x", "partner_id": partner.id})
        self.assertIn(("phone", "57188886666"), self._keys(lead))
        partner.phone = "0571-11112222"
        self.assertEqual(
            self._keys(lead) - {("name", "青竹园林设计")}, {("phone", "57111112222")}
        )

    def test_the_leads_of_a_merged_customer_are_known_by_the_one_that_stays(self):
        kept = self._partner(name="白鹭建筑事务所", credit_code=CODE)
        other = self._partner()
        contact = self.env["res.partner"].create(
            {"name": "赵敏", "parent_id": other.id}
        )
        leads = self.env["crm.lead"].create(
            [
                {"name": "x", "partner_id": partner.id, "partner_name": False}
                for partner in (other, contact)
            ]
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([kept.id, other.id], dst_partner=kept)
        for lead in leads:
            self.assertIn(("credit_code", CODE), self._keys(lead))

    def test_merged_customers_leave_the_keys_of_one(self):
        kept, other = self._partner(), self._partner(credit_code=CODE)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([kept.id, other.id], dst_partner=kept)
        self.assertFalse(self._keys(other))
        self.assertIn(("credit_code", CODE), self._keys(kept))

    def test_merged_opportunities_keep_protection_and_registration(self):
        registration = self._converted()
        lead = registration.lead_id
        until = lead.protected_until
        other = self.env["crm.lead"].create(
            {
                "name": "Same customer",
                "type": "opportunity",
                "user_id": self.rep.id,
                "probability": 90,
                "partner_id": lead.partner_id.id,
            }
        )
        merged = (lead | other).with_user(self.rep).merge_opportunity()
        self.assertEqual(len((lead | other).exists()), 1)
        self.assertEqual(merged.protected_until, until)
        self.assertEqual(merged.registration_id, registration)
        self.assertEqual(registration.lead_id, merged)
        self.assertEqual(merged.project_name, "西溪展厅")
        self.assertEqual(self._keys(lead | other), self._keys(merged))

    def test_registrations_are_known_while_they_wait(self):
        registration = self._new_registration()
        self.assertFalse(self._keys(registration))
        registration.action_submit()
        self.assertIn(("name", "绿城装饰设计"), self._keys(registration))
        registration.action_withdraw()
        self.assertFalse(self._keys(registration))
        registration.action_submit()
        self._decide(registration)
        self.assertFalse(self._keys(registration))
        self.assertIn(("name", "绿城装饰设计"), self._keys(registration.lead_id))
