from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PipelineCase

PHONE, DIGITS = "0571-87654321", "87654321"
EMAIL = "zhao.min@qingzhu.example"
SECRETS = (PHONE, DIGITS, EMAIL, "zhao.min")


@tagged("post_install", "-at_install")
class TestContactGuard(PipelineCase):
    """A colleague's customer's phone and e-mail leave the server by no way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "杭州青竹园林设计有限公司",
                "is_company": True,
                "phone": PHONE,
                "email": EMAIL,
                "user_id": cls.rep.id,
                "child_ids": [(0, 0, {"name": "赵敏", "phone": PHONE, "email": EMAIL})],
            }
        )
        cls.person = cls.customer.child_ids
        (cls.rep | cls.rep2).group_ids |= cls.env.ref("base.group_allow_export")
        (cls.rep | cls.rep2).group_ids |= cls.env.ref("base.group_partner_manager")

    def _as(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.customer.with_user(user), self.person.with_user(user)

    def _ways(self, partner):
        """Yield (way, what it tells) for all the ways to read a partner."""
        model, mine = partner.browse(), [("id", "=", partner.id)]
        names = ["name", "phone", "email", "email_normalized", "phone_sanitized"]
        yield "read", partner.read([*names, "email_formatted"])
        yield "web_read", partner.web_read({name: {} for name in names})
        yield "search_read", model.search_read(mine, names)
        yield "web_search_read", model.web_search_read(mine, {n: {} for n in names})
        yield "export", partner.export_data(["name", "phone", "email"])["datas"]
        yield (
            "export of contacts",
            partner.export_data(["name", "child_ids/phone", "parent_id/email"]),
        )
        yield (
            "groups",
            model.formatted_read_group(
                mine, ["phone"], ["email:array_agg", "phone:max", "phone:min"]
            ),
        )
        yield "name", partner.with_context(show_email=True).read(["display_name"])
        yield (
            "name search",
            model.with_context(show_email=True).name_search(partner.name),
        )
        yield "vcard", str(partner._get_vcard_file())
        yield (
            "recipients",
            partner._message_get_suggested_recipients(
                additional_partners=partner.sudo(False)
            ),
        )
        yield "mentions", model.get_mention_suggestions(partner.name)
        yield "onchange", model.onchange({"parent_id": partner.id}, ["parent_id"], {})

    def test_no_way_of_reading_tells_a_colleague(self):
        for partner in self._as(self.rep2):
            for way, told in self._ways(partner):
                for secret in SECRETS:
                    with self.subTest(way, partner=partner.id):
                        self.assertNotIn(secret, str(told))
            row = partner.read(["name", "phone", "email"])[0]
            self.assertTrue(row["name"])
            self.assertEqual(row["phone"], "057****21")
            self.assertEqual(row["email"], "z****@qingzhu.example")

    def test_the_owner_managers_and_people_outside_sales_read_it(self):
        for user in (self.rep, self.seller, self.manager, self.clerk):
            for partner in self._as(user):
                self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)
                self.assertIn(partner, partner.search([("phone", "=", PHONE)]))

    def test_no_search_finds_a_colleague_s_customer_by_phone_or_e_mail(self):
        conditions = [
            ("phone", "ilike", DIGITS),
            ("phone", "=", PHONE),
            ("phone", "in", [PHONE]),
            ("phone", "=like", "0571%"),
            ("phone", ">", "0"),
            ("phone", "!=", False),
            ("email", "ilike", "zhao"),
            ("email_normalized", "=", EMAIL),
            ("phone_mobile_search", "ilike", DIGITS),
            ("child_ids.phone", "ilike", DIGITS),
            ("parent_id.phone", "ilike", DIGITS),
        ]
        for condition in conditions:
            partner, person = self._as(self.rep2)
            with self.subTest(condition):
                both = [("id", "in", (partner | person).ids)]
                self.assertFalse(partner.search([*both, condition]))
                opposite = partner.search([*both, "!", condition])
                # What is not told is as though it were empty, whatever is asked.
                nonsense = (condition[0], condition[1], "no such value")
                if condition[1] not in (">", "!=", "in"):
                    self.assertEqual(opposite, partner.search([*both, "!", nonsense]))
        partner, _person = self._as(self.rep2)
        for text in (DIGITS, EMAIL, "zhao.min"):
            self.assertFalse(partner.name_search(text))
        self.assertTrue(partner.name_search("青竹园林"))

    def test_no_order_tells_it(self):
        other = self.env["res.partner"].create(
            {
                "name": "A",
                "is_company": True,
                "phone": "0571-11111111",
                "user_id": self.rep.id,
            }
        )
        both = [("id", "in", (self.customer | other).ids)]
        partner, _person = self._as(self.rep2)
        down = partner.search(both, order="phone desc, id").ids
        self.assertEqual(down, partner.search(both, order="phone asc, id").ids)
        owner, _person = self._as(self.rep)
        self.assertEqual(
            owner.search(both, order="phone desc, id").ids,
            [self.customer.id, other.id],
        )

    def test_a_pooled_customer_is_masked_but_for_the_pool_s_managers(self):
        pool = self.env["crm.pool"].create(
            {"name": "Pool", "manager_ids": [(6, 0, self.leader.ids)]}
        )
        self.customer._move_to_pool(pool)
        for user in (self.rep, self.rep2):
            for partner in self._as(user):
                self.assertNotIn(DIGITS, str(partner.read(["phone"])))
        for partner in self._as(self.leader):
            self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)

    def test_the_leader_and_a_team_that_shows_its_records_read_it(self):
        for partner in self._as(self.leader):
            self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)
        self.team.member_visibility = "team"
        for partner in self._as(self.rep2):
            self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)

    def test_an_unowned_customer_is_everybody_s(self):
        self.customer.user_id = False
        self.person.user_id = False
        for partner in self._as(self.rep2):
            self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)

    def test_an_approved_registration_shows_it(self):
        registration = self.env["crm.registration"].with_user(self.rep2)
        values = self._values(partner_id=self.customer.id)
        del values["customer_name"]
        registration = registration.create(values)
        self.assertFalse(registration.phone)
        registration.action_submit()
        self.assertNotIn(DIGITS, str(self._as(self.rep2)[0].read(["phone"])))
        self._decide(registration)
        for partner in self._as(self.rep2):
            self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)

    def test_nobody_takes_a_colleague_s_customer_over_to_read_it(self):
        partner, person = self._as(self.rep2)
        attempts = [
            lambda: partner.write({"user_id": self.rep2.id}),
            lambda: person.write({"parent_id": False}),
            lambda: partner.copy({"user_id": self.rep2.id}),
            lambda: partner.unlink(),
            lambda: partner.env["base.partner.merge.automatic.wizard"]._merge(
                (partner | partner.create({"name": "Mine"})).ids
            ),
            lambda: partner.env["crm.lead"].create(
                {"name": "Way in", "partner_id": partner.id}
            ),
        ]
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(AccessError):
                attempt()
        lead = partner.env["crm.lead"].create({"name": "Own"})
        with self.assertRaises(AccessError):
            lead.partner_id = partner

    def test_no_form_fills_it_in(self):
        for model, spec in (
            ("crm.lead", {"phone": {}, "email_from": {}, "partner_id": {}}),
            ("crm.registration", {"phone": {}, "partner_id": {}}),
        ):
            partner, _person = self._as(self.rep2)
            told = partner.env[model].onchange(
                {"partner_id": partner.id}, ["partner_id"], spec
            )
            for secret in SECRETS:
                self.assertNotIn(secret, str(told))

    def test_an_invited_customer_s_phone_is_masked_as_well(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.rep2)
            .create(
                {
                    "name": "Visit",
                    "start": "2026-03-02 08:00:00",
                    "stop": "2026-03-02 09:00:00",
                    "partner_ids": [(6, 0, self.person.ids)],
                }
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        told = event.attendee_ids.read(["phone", "email", "common_name"])
        told += event.attendee_ids.export_data(["phone", "email"])["datas"]
        for secret in SECRETS:
            self.assertNotIn(secret, str(told))

    def test_the_chatter_does_not_tell_a_former_phone(self):
        self.env.cr.flush()
        self.customer.phone = "0571-10000000"
        self.env.cr.flush()
        trackings = self.customer.message_ids.sudo().tracking_value_ids
        self.assertIn(PHONE, trackings.mapped("old_value_char"))
        for user, count in ((self.rep2, 0), (self.rep, 1)):
            env = self.env(user=user)
            self.assertEqual(len(trackings._filter_has_field_access(env)), count)

    def test_code_works_with_what_is_true(self):
        partner, _person = self._as(self.rep2)
        self.assertEqual(partner.phone, PHONE)
        partner.fetch(["phone"])
        self.assertEqual(partner.sudo().phone, PHONE)

    def test_a_context_opens_nothing(self):
        partner, _person = self._as(self.rep2)
        opened = partner.with_context(crm_contact_guard="FETCHING", su=True)
        self.assertNotIn(DIGITS, str(opened.read(["phone"])))
        self.assertFalse(
            opened.search([("phone", "=", PHONE), ("id", "=", partner.id)])
        )

    def test_a_conflict_with_it_is_masked(self):
        found = self._found(self.customer, name="青竹园林设计")
        for secret in ("杭州青竹园林设计有限公司", "李娜", PHONE):
            self.assertNotIn(secret, found["display"])
        found = self._found(self.customer, user=self.rep, name="青竹园林设计")
        self.assertIn("杭州青竹园林设计有限公司", found["display"])

    def test_colleagues_phones_are_no_customers(self):
        self.rep.partner_id.phone = "8001"
        seen = self.rep.partner_id.with_user(self.rep2)
        self.assertEqual(seen.read(["phone"])[0]["phone"], "8001")

    def test_the_form_opens_masked(self):
        partner, _person = self._as(self.rep2)
        self.assertEqual(Form(partner).phone, "057****21")

    def test_a_list_costs_the_same_at_ten_times_the_records(self):
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"客户{number}",
                    "phone": f"0571-8765{number:04}",
                    "user_id": self.rep.id,
                }
                for number in range(40)
            ]
        )
        few, many = customers[:4], customers
        for partners in (few, many):
            partners = partners.with_user(self.rep2)
            self._queries(partners.read, ["name", "phone"])
        self.assertEqual(
            self._queries(many.with_user(self.rep2).read, ["name", "phone"]),
            self._queries(few.with_user(self.rep2).read, ["name", "phone"]),
        )
        self.assertLessEqual(
            self._queries(many.with_user(self.rep2).read, ["name", "phone"]),
            self._queries(many.with_user(self.manager).read, ["name", "phone"]) + 3,
        )
