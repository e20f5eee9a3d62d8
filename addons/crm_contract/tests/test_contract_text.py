from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContractText(ContractCase):
    """The words of a contract come from a template and from nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.env.ref("crm_contract.crm_contract_template_design")
        cls.contract = cls._new_contract()

    def test_a_contract_begins_with_the_words_of_its_template(self):
        self.assertEqual(self.contract.template_id, self.shipped)
        self.assertEqual(
            self.contract.article_ids.clause_id,
            self.shipped.clause_ids
            - self.env.ref("crm_contract.crm_contract_clause_site"),
        )
        self.assertTrue(self.contract.is_standard)

    def test_a_template_of_the_design_type_comes_first(self):
        special = self.shipped.copy(
            {"name": "Interior", "design_type_ids": self.lead.design_type_id.ids}
        )
        contract = self._new_contract(self._approve(self._new_order()))
        self.assertEqual(contract.template_id, special)
        self.assertEqual(len(contract.article_ids), len(self.contract.article_ids))

    def test_a_clause_for_another_design_type_is_left_out(self):
        clause = self.shipped.clause_ids[0]
        clause.design_type_ids = self.env["crm.design.type"].create(
            {"name": "Bridges", "code": "bridges"}
        )
        contract = self._new_contract(self._approve(self._new_order()))
        self.assertNotIn(clause, contract.article_ids.clause_id)
        self.assertTrue(contract.is_standard)

    def test_own_words_are_no_standard_words(self):
        article = self.contract.article_ids[0]
        article.body = "<p>Something else</p>"
        self.assertTrue(article.is_own)
        self.assertFalse(self.contract.is_standard)
        self.contract.action_reset_articles()
        self.assertTrue(self.contract.is_standard)

    def test_leaving_out_a_clause_is_no_standard(self):
        self.contract.article_ids[0].unlink()
        self.assertFalse(self.contract.is_standard)

    def test_an_optional_clause_may_come_and_go(self):
        clause = self.env.ref("crm_contract.crm_contract_clause_site")
        values = clause._prepare_article_vals()[0]
        self.contract.article_ids = [Command.create(values)]
        self.assertTrue(self.contract.is_standard)

    def test_added_terms_are_no_standard_unless_the_quotation_has_them(self):
        self.contract.note = "<p>A discount of 50 %</p>"
        self.assertFalse(self.contract.is_standard)
        self.contract.note = False
        self.assertTrue(self.contract.is_standard)

    def test_the_text_names_parties_amounts_and_fees(self):
        html = self.contract._document_html()
        for words in ("Lvzhou Culture", "West Gallery", "Wensan Road 90", "Design fee"):
            self.assertIn(words, html)
        self.assertIn(self.contract.name, html)
        self.assertIn("60,000.00", html)
        self.assertNotIn("{{", html)

    def test_renminbi_are_written_in_words(self):
        self.env.ref("base.CNY").active = True
        contract_sudo = self.contract.sudo()
        contract_sudo.currency_id = self.env.ref("base.CNY")
        self.assertEqual(contract_sudo._amount_in_words(), "陆万元整")

    def test_a_name_is_no_html_and_no_merge_field(self):
        self.customer.name = "<script>alert(1)</script> {{company}}"
        html = self.contract._document_html()
        self.assertNotIn("<script>", html)
        self.assertIn("{{company}}", html)

    def test_unknown_merge_fields_are_refused_by_name(self):
        for record in (self.shipped.clause_ids[0], self.contract.article_ids[0]):
            with (
                self.subTest(model=record._name),
                self.assertRaisesRegex(
                    ValidationError, r"customer\.password.*\{\{area"
                ),
            ):
                record.body = "<p>{{customer.password}}</p>"
        with self.assertRaisesRegex(ValidationError, "7 \\* 7"):
            self.shipped.opening = "<p>{{ 7 * 7 }}</p>"

    def test_blanks_are_named_before_anything_is_sent(self):
        self.contract.site_address = False
        with self.assertRaisesRegex(UserError, "blanks: fill in Site address"):
            self.contract.action_send()
        self.assertEqual(self.contract.state, "draft")

    def test_without_articles_nothing_is_sent(self):
        self.contract.article_ids.unlink()
        with self.assertRaisesRegex(UserError, "has no text"):
            self.contract.action_request_approval()

    def test_reps_do_not_write_templates(self):
        with self.assertRaises(AccessError):
            self.shipped.with_user(self.rep).name = "Mine"
        with self.assertRaises(AccessError):
            self.shipped.clause_ids[0].with_user(self.rep).body = "<p>Mine</p>"

    def test_a_colleague_writes_no_article(self):
        article = self.contract.article_ids[0].with_user(self.rep2)
        with self.assertRaises(AccessError):
            article.body = "<p>Mine</p>"
        with self.assertRaises(AccessError):
            article.read(["body"])

    def test_another_template_brings_its_words(self):
        other = self.shipped.copy({"name": "Other"})
        other.clause_ids[1:].unlink()
        self.contract.template_id = other
        self.assertEqual(self.contract.article_ids.clause_id, other.clause_ids)
        self.assertTrue(self.contract.is_standard)

    def test_own_words_stay_when_the_design_type_changes(self):
        article = self.contract.article_ids[0]
        article.body = "<p>Agreed by phone</p>"
        self.contract.design_type_id = self.env["crm.design.type"].create(
            {"name": "Bridges", "code": "bridges"}
        )
        self.assertEqual(article.exists().body, "<p>Agreed by phone</p>")
