from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

OLD = """
<p>Dear <t t-out="object.partner_id.name">client</t>, we miss you.</p>
<tr t-foreach="object.line_ids" t-as="line">
    <td t-out="line.contract_id.name">HT1</td><td t-out="line.name">Deposit</td>
    <td t-out="line.due_date">day</td>
    <td t-out="format_amount(line.amount_open, line.currency_id)">1</td>
</tr>
"""
OWN = "<p>Call me about <t t-out='object.line_ids.mapped(\"name\")'/>.</p>"


@tagged("post_install", "-at_install")
class TestMigration(TransactionCase):
    """The texts of notices say claims, as people have written them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = get_module_path("crm_finance_link") + (
            "/migrations/19.0.1.1.0/post-claims_of_notices.py"
        )
        cls.script = load_script(path, "claims_of_notices")
        cls.env["res.lang"]._activate_lang("zh_CN")
        model = cls.env["ir.model"]._get("crm.dunning.notice")
        names = ("Old", "Own", "Empty", "Elsewhere")
        cls.texts = cls.env["mail.template"].create(
            [{"name": name, "model_id": model.id} for name in names]
        )
        cls.old, cls.own, cls.empty, cls.elsewhere = cls.texts
        cls.elsewhere.model_id = cls.env["ir.model"]._get("res.partner")

    def setUp(self):
        super().setUp()
        # Past the ORM, which does not know the fields of then.
        chinese = OLD.replace("we miss you", "请付款")
        for template, english, other in (
            (self.old, OLD, chinese),
            (self.own, OWN, OWN),
            (self.elsewhere, OLD, OLD),
        ):
            self.env.cr.execute(
                "UPDATE mail_template SET body_html = jsonb_build_object("
                "'en_US', %s::text, 'zh_CN', %s::text) WHERE id = %s",
                [english, other, template.id],
            )
        self.env.invalidate_all()

    def _migrate(self):
        self.env.flush_all()
        self.script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        return {text: self._read(text) for text in self.texts}

    def _read(self, template):
        self.env.cr.execute(
            "SELECT body_html FROM mail_template WHERE id = %s", [template.id]
        )
        return self.env.cr.fetchone()[0]

    def test_old_texts_say_claims_in_each_language(self):
        texts = self._migrate()[self.old]
        self.assertIn("we miss you", texts["en_US"])
        self.assertIn("请付款", texts["zh_CN"])
        for text in texts.values():
            self.assertNotIn("line", text)
            self.assertIn('t-foreach="object._get_claim_rows()" t-as="claim"', text)
            for part in ("document", "name", "date", "amount"):
                self.assertIn(f"claim['{part}']", text)

    def test_what_people_wrote_otherwise_stays_as_it_is(self):
        self.assertEqual(self._migrate()[self.own], {"en_US": OWN, "zh_CN": OWN})
        self.assertFalse(self._read(self.empty))
        self.assertEqual(self._read(self.elsewhere)["en_US"], OLD)

    def test_a_second_run_changes_nothing(self):
        self.assertEqual(self._migrate(), self._migrate())


@tagged("post_install", "-at_install")
class TestLongDates(TransactionCase):
    """Letters say days in words after an update, too."""

    def test_days_are_said_in_words_once(self):
        path = get_module_path("crm_finance_link") + (
            "/migrations/19.0.1.2.0/post-long_dates.py"
        )
        script = load_script(path, "long_dates")
        text = (
            "<p>Ours</p><t t-foreach='object._get_claim_rows()' t-as='claim'>"
            "<t t-out=\"format_date(claim['date'])\"/></t>"
        )
        template = self.env["mail.template"].create(
            {
                "name": "Old",
                "model_id": self.env["ir.model"]._get_id("crm.dunning.notice"),
                "body_html": text,
            }
        )
        for _twice in range(2):
            self.env.flush_all()
            script.migrate(self.env.cr, "19.0.1.1.0")
            self.env.invalidate_all()
            self.assertIn("Ours", template.body_html)
            self.assertEqual(template.body_html.count("date_format='long'"), 1)
