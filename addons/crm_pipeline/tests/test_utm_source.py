from odoo.tests import TransactionCase


class TestUtmSource(TransactionCase):
    """The source of channel partners speaks the language of its reader."""

    def test_it_is_shown_and_found_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        source = self.env.ref("crm_pipeline.utm_source_channel")
        chinese = source.with_context(lang="zh_CN")
        self.assertEqual(source.with_context(lang="en_US").display_name, source.name)
        self.assertEqual(chinese.display_name, "渠道伙伴")
        found = chinese.name_search("渠道")
        self.assertIn((source.id, "渠道伙伴"), found)
        self.assertFalse(chinese.name_search("没有这个来源"))
        # Whoever gives it a name of his own means it.
        source.name = "材料商"
        self.assertEqual(chinese.display_name, "材料商")
