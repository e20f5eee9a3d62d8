from odoo.tests import tagged

from ..tools import company_name
from .common import PipelineCase

NAME = "杭州青竹坊装饰设计有限公司"
#: other ways to write that company
SAME = {
    "without legal form": "杭州青竹坊装饰设计",
    "another legal form": "杭州青竹坊装饰设计有限责任公司",
    "province and district": "浙江省杭州市西湖区青竹坊装饰设计有限公司",
    "district in short": "杭州西湖青竹坊装饰设计",
    "place behind": "青竹坊装饰设计（杭州）有限公司",
    "half width": "青竹坊装饰设计(杭州)有限公司",
    "no place": "青竹坊装饰设计有限公司",
    "blanks": " 杭州 青竹坊装饰设计 有限公司 ",
    "punctuation": "杭州·青竹坊装饰设计有限公司。",
    "a person noted": "杭州青竹坊装饰设计有限公司-王总",
    "a state noted": "青竹坊装饰设计（已联系）",
    "a phone noted": "青竹坊装饰设计 13800138000",
    "traditional": "杭州青竹坊裝飾設計有限公司",
    "branch": "杭州青竹坊装饰设计有限公司上海分公司",
    "branch without legal form": "青竹坊装饰设计上海第二分公司",
    "group": "青竹坊集团装饰设计有限公司",
    "sounds alike": "杭州青竹芳装饰设计有限公司",
}
#: slips that leave it to be found, at whatever level
SLIPS = {
    "dropped": "杭州青坊装饰设计有限公司",
    "exchanged": "杭州竹青坊装饰设计有限公司",
    "added": "杭州青竹小坊装饰设计有限公司",
    "changed": "杭州青竹场装饰设计有限公司",
    "in the trade": "杭州青竹坊装饰社计有限公司",
    "place and brand": "杭州青竹坊",
}
STRANGERS = (
    "杭州白鹭洲装饰设计有限公司",  # the same place and trade
    "杭州青竹园装饰设计有限公司",  # one character of the brand
    "上海青竹坊酒店管理有限公司",  # the brand alone
    "杭州装饰设计有限公司",
)


@tagged("post_install", "-at_install")
class TestConflictNames(PipelineCase):
    """Which spellings are one company, and which only look like it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": NAME, "is_company": True, "phone": "0571-88886666"}
        )

    def test_every_spelling_is_for_review(self):
        for how, name in SAME.items():
            with self.subTest(how=how):
                found = self._found(self.customer, name=name)
                self.assertTrue(found)
                self.assertEqual(found["level"], "review")

    def test_a_slip_leaves_the_company_to_be_found(self):
        for how, name in SLIPS.items():
            with self.subTest(how=how):
                self.assertTrue(self._found(self.customer, name=name))

    def test_a_stranger_s_name_stops_nobody(self):
        for name in STRANGERS:
            with self.subTest(name=name):
                found = self._conflicts(name=name)
                self.assertLessEqual({item["level"] for item in found}, {"info"})

    def test_letters_and_digits_belong_to_the_brand(self):
        customer = self.env["res.partner"].create(
            {"name": "杭州58Green竹装饰有限公司", "is_company": True}
        )
        for name in ("５８ＧＲＥＥＮ竹装饰", "杭州58gren竹装饰有限公司"):
            self.assertTrue(self._found(customer, name=name))
        self.assertIsNone(self._found(customer, name="杭州99Blue竹装饰有限公司"))

    def test_a_brand_that_thousands_share_brings_only_so_many(self):
        self.env["res.partner"].create(
            [
                {"name": f"{place}青竹坊{trade}有限公司", "is_company": True}
                for place in ("上海", "北京", "广州", "深圳", "成都")
                for trade in ("置业", "物流", "餐饮", "教育", "传媒", "贸易", "电子")
                for _copy in range(3)
            ]
        )
        registration = self.env["crm.registration"].with_user(self.rep2)
        names = company_name.readings("杭州青竹坊")
        rows = registration._conflict_candidates([names], [set()])
        self.assertLess(len({row[2] for row in rows}), 100)
        found = self._conflicts(name="杭州青竹坊")
        self.assertEqual(found[0]["id"], self.customer.id)

    def test_a_rep_learns_no_phone_that_he_did_not_type(self):
        customer = self.customer
        customer.user_id = self.rep
        self.env["crm.lead"].create(
            {
                "name": "x",
                "partner_name": NAME,
                "phone": "13800138000",
                "user_id": self.rep.id,
            }
        )
        for values in (
            {"name": NAME},
            {"name": NAME, "phone": "0571-88886667"},
            {"name": NAME, "phones": ["138"], "address": "杭州"},
        ):
            told = str(self._conflicts(self.rep2, **values))
            for secret in ("88886666", "13800138000", "0571"):
                self.assertNotIn(secret, told)
        typed = self._conflicts(self.rep2, phone="057188886666")
        reasons = [reason for item in typed for reason in item["reasons"]]
        self.assertEqual({reason["value"] for reason in reasons}, {"57188886666"})
