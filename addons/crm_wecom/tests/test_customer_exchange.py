from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.queue_job.tests.common import trap_jobs

from .customer_common import CustomerCase


class TestTagsAndRemarks(CustomerCase):
    """One side decides about each field; nothing goes round in circles."""

    def _tags(self, *names):
        """Tags in WeCom and here, mapped by their names."""
        rows = [{"name": name} for name in names]
        self.package.tags.add_tags(self.sim, {"group_name": "等级", "tag": rows})
        categories = self.env["res.partner.category"].create(
            [{"name": name} for name in names]
        )
        groups = self.connector._wecom_client().corp_tags()
        self.env["crm.wecom.tag"]._take_over(self.connector, groups)
        return categories

    def _deliver(self):
        with trap_jobs():
            waiting = self.env["crm.wecom.change"].search([("state", "=", "queued")])
            for change in waiting:
                change._deliver()
        return waiting

    def test_tags_of_wecom_come_here_and_only_mapped_ones_go(self):
        gold, silver = self._tags("金卡客户甲", "银卡客户甲")
        own = self.env["res.partner.category"].create({"name": "自有标签甲"})
        self.connector.wecom_tag_side = "wecom"
        self.customer.category_id = own + silver
        follow = self._known(partner=self.customer)
        tag = self.connector.wecom_tag_ids.filtered(lambda one: one.category_id == gold)
        self._at_wecom(follow)["tag_ids"] = [tag.code]
        self._report(
            ChangeType="edit_external_contact", UserID="ZhangWei", ExternalUserID="wm1"
        )
        self.assertEqual(self.customer.category_id, own + gold)
        self.assertFalse(self.env["crm.wecom.change"].search([]))
        self.assertEqual(tag.follow_count, 1)

    def test_our_tags_are_written_to_wecom_once(self):
        gold, _silver = self._tags("金卡客户乙", "银卡客户乙")
        self.connector.wecom_tag_side = "here"
        follow = self._known(partner=self.customer)
        with trap_jobs():
            self.customer.with_user(self.rep).category_id = gold
        (change,) = self._deliver()
        self.assertEqual(change.state, "done")
        self.assertEqual(len(self._at_wecom(follow)["tag_ids"]), 1)
        with trap_jobs():
            self.connector._wecom_sync_tags()
        self.assertFalse(self._deliver())
        # A tag given in WeCom does not stay: ours win.
        self._at_wecom(follow)["tag_ids"] = [
            tag.code for tag in self.connector.wecom_tag_ids
        ]
        contact = follow.contact_id
        contact._take_over(self.connector._wecom_client().external_contact("wm1"))
        with trap_jobs():
            self.connector._wecom_sync_tags()
        self._deliver()
        self.assertEqual(len(self._at_wecom(follow)["tag_ids"]), 1)

    def test_a_manager_makes_our_tags_in_wecom_until_it_takes_no_more(self):
        tags = self.env["res.partner.category"].create(
            [{"name": "设计顾问丁"}, {"name": "业主丁"}]
        )
        mine = tags.with_user(self.chief).with_context(lang="en_US")
        with self.assertRaisesRegex(UserError, "On no connector"):
            mine.action_make_in_wecom()
        with self.assertRaises(AccessError):
            tags.with_user(self.rep).action_make_in_wecom()
        with trap_jobs():
            self.connector.wecom_tag_side = "here"
        mine.action_make_in_wecom()
        mine.action_make_in_wecom()
        self.assertEqual(self.connector.wecom_tag_ids.category_id, tags)
        self.assertEqual(self._calls("externalcontact/add_corp_tag"), 2)
        more = self.env["res.partner.category"].create({"name": "满了丁"})
        with (
            patch.object(self.package.tags, "MAX_TAGS", 2),
            self.assertRaisesRegex(UserError, "满了丁"),
        ):
            more.with_user(self.chief).action_make_in_wecom()

    def test_a_tag_that_is_gone_or_renamed_in_wecom_is_followed(self):
        self._tags("老标签丙")
        (group,) = self.sim.tag_groups.values()
        group["tag"][0]["name"] = "新标签丙"
        take_over = self.env["crm.wecom.tag"]._take_over
        take_over(self.connector, self.connector._wecom_client().corp_tags())
        tag = self.connector.wecom_tag_ids
        self.assertEqual((tag.name, tag.category_id.name), ("新标签丙", "老标签丙"))
        take_over(self.connector, [])
        self.assertFalse(tag.active)

    def test_a_remark_is_written_where_we_decide_and_wecom_takes_its_length(self):
        follow = self._known(mobiles=["13800138000"])
        mine = follow.with_user(self.rep).with_context(lang="en_US")
        with trap_jobs():
            with self.assertRaisesRegex(UserError, "WeCom alone"):
                mine.action_write_remark({"remark": "周敏"})
            self.connector.wecom_remark_side = "here"
            with self.assertRaisesRegex(UserError, "20 characters"):
                mine.action_write_remark({"remark": "周" * 21})
            with self.assertRaises(AccessError):
                follow.with_user(self.designer).action_write_remark({"remark": "a"})
            wizard = self.env["crm.wecom.follow.remark"].with_user(self.rep)
            wizard = wizard.with_context(default_follow_id=follow.id)
            dialog = wizard.create({"remark": "周敏 云岭"})
            self.assertTrue(dialog.is_remark_ours)
            self.assertFalse(dialog.is_description_ours)
            dialog.action_write()
            mine.action_write_remark({"mobile": "13900139000"})
        (change,) = self._deliver()
        self.assertEqual(change.state, "done")
        known = self._at_wecom(follow)
        self.assertEqual(known["remark"], "周敏 云岭")
        self.assertEqual(known["remark_mobiles"], ["13900139000", "13800138000"])

    def test_what_a_customer_refused_is_told_to_wecom_and_not_kept(self):
        self.connector.wecom_description_side = "here"
        follow = self._known()
        follow.contact_id.consent = "refused"
        values = {"mobile": "13900139000", "description": "喜欢喝茶"}
        with trap_jobs():
            follow.with_user(self.rep).action_write_remark(values)
        self.assertFalse(follow.mobile or follow.description)
        (change,) = self._deliver()
        self.assertEqual(self._at_wecom(follow)["remark_mobiles"], ["13900139000"])
        self.assertEqual((change.state, change.values), ("done", False))

    def test_what_wecom_refuses_stays_with_its_reason(self):
        self.connector.wecom_remark_side = "here"
        follow = self._known()
        with trap_jobs():
            follow.action_write_remark({"remark": "周敏"})
        self.sim.add_fault(
            self.Fault(path="/cgi-bin/externalcontact/remark", errcode=-1)
        )
        (change,) = self._deliver()
        self.assertEqual((change.state, change.tries), ("queued", 1))
        self.sim.customers.clear()
        self._deliver()
        self.assertEqual(change.state, "failed")
        self.assertIn("84061", change.error)
        with trap_jobs():
            change.with_user(self.chief).action_retry()
        self.assertEqual(
            self.env["crm.wecom.change"].search([]).mapped("state"), ["queued"]
        )


class TestGroupsAndTimeline(CustomerCase):
    """Groups are read; what happens is a line, and what is said is not kept."""

    def _lines(self, partner):
        return [
            line
            for line in partner.with_user(self.chief).get_timeline()["lines"]
            if line["kind"] == "wecom"
        ]

    def test_groups_are_read_page_by_page_and_joining_is_a_line(self):
        follow = self._known("wm1", partner=self.customer)
        for number in range(3):
            self.package.groups.set_chat(
                self.sim,
                {"owner": "ZhangWei", "name": f"项目群{number}", "customers": ["wm1"]},
            )
        with (
            patch("odoo.addons.crm_wecom.clients.customer_contact.GROUPS_A_PAGE", 2),
            trap_jobs() as trap,
        ):
            self.connector._wecom_list_groups()
            for job in trap.enqueued_jobs:
                job.perform()
        groups = self.env["crm.wecom.group"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(len(groups), 3)
        self.assertEqual(groups.contact_ids, follow.contact_id)
        self.assertEqual(groups.user_id, self.rep)
        self.assertEqual(len(self._lines(self.customer)), 3)

    def test_a_group_that_is_dissolved_stays_with_its_day(self):
        self._known("wm1")
        answer = self.package.groups.set_chat(
            self.sim, {"owner": "ZhangWei", "name": "项目群", "customers": ["wm1"]}
        )
        chat = {"event": "change_external_chat", "ChatId": answer["chat_id"]}
        self._report(ChangeType="create", **chat)
        group = self.env["crm.wecom.group"].search([("name", "=", "项目群")])
        self.assertEqual(group.customer_count, 1)
        self._report(ChangeType="dismiss", **chat)
        self.assertTrue(group.dismissed_at)
        stranger = self._new_user("wecom_stranger")
        with self.assertRaises(AccessError):
            group.with_user(stranger).read(["name"])
        self.assertEqual(group.with_user(self.rep).name, "项目群")

    def test_words_are_kept_only_with_the_right_to_archive(self):
        source = self.env["utm.source"].create({"name": "展会"})
        way = self.env["crm.wecom.contact.way"].create(
            {
                "name": "展台",
                "connector_id": self.connector.id,
                "source_id": source.id,
                "user_ids": [fields.Command.set(self.rep.ids)],
                "welcome": "您好",
            }
        )
        for number, is_archived in enumerate((False, True)):
            self.connector.wecom_has_archive = is_archived
            external_id = f"wm{number}"
            answer = self.package.customers.add_customer(
                self.sim,
                {
                    "external_userid": external_id,
                    "userid": "ZhangWei",
                    "state_key": way.state_key,
                },
            )
            self._report(
                ChangeType="add_external_contact",
                UserID="ZhangWei",
                ExternalUserID=external_id,
                WelcomeCode=answer["welcome_code"],
            )
            rows = self.env["crm.wecom.interaction"].search(
                [("contact_id.external_id", "=", external_id)]
            )
            self.assertEqual(set(rows.mapped("kind")), {"added", "greeted"})
            greeted = rows.filtered(lambda row: row.kind == "greeted")
            self.assertEqual(greeted.content or "", "您好" if is_archived else "")
            rows.contact_id.partner_id = self.customer
        self.assertEqual(len(self._lines(self.customer)), 4)
