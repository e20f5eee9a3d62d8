from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import OWN

MAIL = """Return-Path: <{sender}>
To: enquiries@{domain}
From: {name} <{sender}>
Subject: {subject}
Message-ID: <{message_id}@client.example>
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install", "mail_gateway")
class TestLeadMail(MailCommon):
    """A mail to the team's alias becomes a lead, with what it says clearly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.env["res.users"].create(
            {
                "name": "李娜",
                "login": "mail_rep",
                "email": "rep@ours.example",
                "group_ids": [(6, 0, cls.env.ref(OWN).ids)],
            }
        )
        cls.team = cls.env["crm.team"].create(
            {"name": "Mail Team", "alias_name": "enquiries", "use_leads": True}
        )
        cls.rule = cls.env["crm.assignment.rule"].create(
            {"name": "Mails", "member_ids": [(0, 0, {"user_id": cls.rep.id})]}
        )

    def _receive(self, body, message_id="1", **values):
        mail = MAIL.format(
            **{
                "sender": "heli@client.example",
                "name": "He Li",
                "subject": "Sales office",
                "domain": self.alias_domain,
                "message_id": message_id,
                "body": body,
                **values,
            }
        )
        before = self.env["crm.lead"].search([], order="id desc", limit=1).id or 0
        self.env["mail.thread"].message_process("crm.lead", mail)
        return self.env["crm.lead"].search([("id", ">", before)])

    def test_a_mail_becomes_a_lead_of_somebody(self):
        lead = self._receive(
            "您好，我们是宁波海曙置业有限公司，想做售楼处设计，请致电 0574-88376651。"
        )
        self.assertEqual(lead.name, "Sales office")
        self.assertIn("heli@client.example", lead.email_from)
        self.assertEqual(lead.partner_name, "宁波海曙置业有限公司")
        self.assertIn("88376651", lead.phone)
        self.assertEqual(lead.intake_channel, "mail")
        self.assertEqual(lead.medium_id, self.env.ref("utm.utm_medium_email"))
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.user_id, self.rep)
        self.assertEqual(lead.assignment_rule_id, self.rule)

    def test_what_is_not_clear_is_not_guessed(self):
        lead = self._receive(
            "Call 13800138000 or 13900139000\n> 旧有限公司 0571-88886666"
        )
        self.assertFalse(lead.phone)
        self.assertFalse(lead.partner_name)
        self.assertIn("13800138000", lead.message_ids[-1:].body + str(lead.message_ids))

    def test_hostile_and_huge_mails_are_stored_as_text(self):
        lead = self._receive(
            "<script>alert(1)</script> 电话 13800138000 " + "有限公司" * 3000,
            subject="<img src=x onerror=alert(1)>",
        )
        self.assertTrue(lead)
        self.assertNotIn("<script", " ".join(lead.message_ids.mapped("body")))

    def test_the_same_mail_makes_one_lead(self):
        self.assertTrue(self._receive("x", message_id="twice"))
        self.assertFalse(self._receive("x", message_id="twice"))

    def test_a_machine_that_answers_us_makes_no_endless_row(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.gateway.loop.threshold", 3
        )
        count = sum(
            len(self._receive("auto", message_id=f"loop{number}"))
            for number in range(6)
        )
        self.assertLessEqual(count, 3)
