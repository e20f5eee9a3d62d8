from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OWN, PipelineCase


@tagged("post_install", "-at_install")
class TestTeamVisibility(PipelineCase):
    """Own, team as configured, and never another team's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_leader = cls._new_user("other_leader", OWN, "孙组长")
        cls.other_rep = cls._new_user("other_rep", OWN, "胡军")
        cls.other_team = cls.env["crm.team"].create(
            {
                "name": "Shanghai",
                "user_id": cls.other_leader.id,
                "member_ids": [(6, 0, cls.other_rep.ids)],
                "member_visibility": "team",
            }
        )

    def _records(self):
        """Return the rep's opportunity with what hangs on it."""
        registration = self._converted(phone="0571-88886666")
        lead = registration.lead_id
        follow_up = self.env["crm.follow.up"].create(
            {
                "lead_id": lead.id,
                "user_id": self.rep.id,
                "kind_id": self.env["crm.follow.up.kind"].search([], limit=1).id,
                "happened_at": fields.Datetime.now(),
                "outcome": "counted",
            }
        )
        return [registration, lead, follow_up, lead.protection_change_ids]

    def _seen(self, records, user):
        self.env.invalidate_all()
        return [bool(record.with_user(user).has_access("read")) for record in records]

    def test_the_team_setting_says_what_members_see(self):
        records = self._records()
        for setting, is_seen in (("own", False), ("team", True), ("own", False)):
            self.team.member_visibility = setting
            with self.subTest(setting):
                self.assertEqual(self._seen(records, self.rep2), [is_seen] * 4)
                self.assertEqual(self._seen(records, self.rep), [True] * 4)
                self.assertEqual(self._seen(records, self.leader), [True] * 4)
                for user in (self.other_rep, self.other_leader):
                    self.assertEqual(self._seen(records, user), [False] * 4)

    def test_seeing_is_not_writing(self):
        registration, lead, *_rest = self._records()
        self.team.member_visibility = "team"
        for record in (registration, lead):
            for operation in ("write", "unlink"):
                self.assertFalse(record.with_user(self.rep2).has_access(operation))
            self.assertTrue(record.with_user(self.leader).has_access("write"))

    def test_who_leaves_the_team_sees_it_no_longer(self):
        records = self._records()
        self.team.member_visibility = "team"
        self.assertEqual(self._seen(records, self.rep2), [True] * 4)
        self.team.member_ids = [(3, self.rep2.id)]
        self.assertEqual(self._seen(records, self.rep2), [False] * 4)

    def test_a_new_leader_sees_it_and_the_old_one_does_not(self):
        records = self._records()
        self.team.user_id = self.other_leader
        self.assertEqual(self._seen(records, self.other_leader), [True] * 4)
        self.assertEqual(self._seen(records, self.leader), [False] * 4)

    def test_no_way_of_reading_opens_the_other_team_s(self):
        registration, lead, *_rest = self._records()
        for user, count in ((self.other_rep, 0), (self.leader, 1)):
            self.env.invalidate_all()
            for record in (registration, lead):
                model = record.with_user(user).browse()
                mine = [("id", "=", record.id)]
                with self.subTest(user=user.login, model=model._name):
                    self.assertEqual(model.search_count(mine), count)
                    self.assertEqual(len(model.search_read(mine, ["phone"])), count)
                    found = model.web_search_read(mine, {"phone": {}})
                    self.assertEqual(found["length"], count)
                    groups = model.formatted_read_group(mine, ["phone"], ["__count"])
                    self.assertEqual(len(groups), count)
                    by_phone = [("phone", "ilike", "88886666")]
                    self.assertEqual(model.search_count(mine + by_phone), count)
            if not count:
                user.group_ids |= self.env.ref("base.group_allow_export")
                for record in (registration, lead):
                    for way in ("read", "export_data"):
                        with self.assertRaises(AccessError):
                            getattr(record.with_user(user), way)(["phone"])

    def test_a_pooled_opportunity_stays_hidden_from_the_team(self):
        _registration, lead, *_rest = self._records()
        self.team.member_visibility = "team"
        lead._move_to_pool(self.env["crm.pool"].create({"name": "Pool"}))
        self.env.invalidate_all()
        for user in (self.rep2, self.leader):
            self.assertFalse(lead.with_user(user).has_access("read"))

    def test_sellers_of_all_documents_see_all(self):
        records = self._records()
        self.assertEqual(self._seen(records, self.seller), [True] * 4)

    def test_the_list_is_found_through_indexes(self):
        self.team.member_visibility = "team"
        query = self.env["crm.lead"].with_user(self.rep2)._search([])
        sql = query.select()
        self.assertNotIn("crm_team_member", sql.code)
        self.assertNotIn("crm_registration", sql.code)
