import io
import random
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.intake_lookup import IntakeLookup
from .intake_common import IntakeCase

HEAD = ["opportunity_id", "account", "product", "deal_stage", "close_value", "电话"]
MODULE = "odoo.addons.crm_pipeline.models.crm_intake_batch"


def many(count, mark="R"):
    stages = ("Won", "Lost", "Engaging", "Prospecting")
    return [HEAD] + [
        [f"{mark}{n}", f"Customer {n % 37}", "MG", stages[n % 4], str(n), ""]
        for n in range(count)
    ]


@tagged("post_install", "-at_install")
class TestIntakeRun(IntakeCase):
    def test_no_row_is_lost_whatever_the_cells_hold(self):
        rng = random.Random(7)
        cells = [
            "",
            "-",
            "合计",
            "Won",
            "1.2万",
            "=1+1",
            "<b>x</b>",
            "'; --",
            "长" * 999,
        ]
        cells += [
            "30-02-26",
            "１３８００１３８０００",
            "a@b.cn",
            "HEAD",
            "Acme",
            "云 栖",
        ]
        for _round in range(6):
            titles = rng.sample([*HEAD, "联系人", "备注", "报备日期", "邮箱"], 6)
            body = [[rng.choice(cells) for _t in titles] for _n in range(12)]
            body = [row for row in body if any(row)]
            batch = self.upload([titles, *body])
            batch.action_read()
            batch.column_ids[:1].field_name = "customer"
            batch.action_import()
            self.assertEqual(batch.state, "done")
            self.assert_whole(batch, len(body))
            self.assertFalse(batch.new_count)

    def test_a_row_that_another_rule_refuses_does_not_stop_the_others(self):
        model = type(self.env["crm.lead"])
        create = model.create
        reason = "Customer 5 is blocked."

        def picky(self, vals_list):
            if any(vals["name"].startswith("Customer 5") for vals in vals_list):
                raise ValidationError(reason)
            return create(self, vals_list)

        batch = self.upload(many(12))
        batch.action_read()
        with patch.object(model, "create", picky):
            batch.action_import()
        self.assertEqual(self.states(batch).count("rejected"), 1)
        refused = batch.rejected_ids
        self.assertEqual(refused.line_number, 7)
        self.assertIn("Customer 5 is blocked.", refused.reason)
        batch.action_retry()
        self.assertFalse(batch.rejected_count)
        self.assert_whole(batch, 12)

    def test_rejected_rows_are_corrected_in_place_and_imported_again(self):
        batch = self.bring_in([["客户名称", "电话"], ["", "13800138000"], ["甲", ""]])
        row = batch.rejected_ids
        self.assertEqual(row.phone, "13800138000")
        batch.write({"rejected_ids": [(1, row.id, {"customer_name": "云栖"})]})
        batch.action_retry()
        self.assertEqual(row.state, "imported")
        self.assertEqual(row.partner_id.name, "云栖")
        self.assertEqual(row.partner_id.phone, "13800138000")
        self.assertEqual(row.raw, {"电话": "13800138000"})

    def test_rejected_rows_can_be_downloaded_and_uploaded_again(self):
        batch = self.bring_in([["客户名称", "备注"], ["", "=1+1"], ["甲", ""]])
        action = batch.action_export_rejected()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[-1].split("?")[0])
        )
        self.assertEqual(
            (attachment.res_model, attachment.res_id), (batch._name, batch.id)
        )
        again = self.upload(attachment.raw, filename="again.xlsx")
        again.action_read()
        self.assertEqual(
            again.column_ids.mapped("field_name"),
            ["ignore", "ignore", "ignore", "customer", "note"],
        )
        self.assertEqual(again.row_ids.raw["备注"], "=1+1")
        sheet = openpyxl.load_workbook(io.BytesIO(attachment.raw)).active
        self.assertEqual(sheet["E2"].data_type, "s", "no formula comes out of a list")
        with self.assertRaisesRegex(UserError, "nothing to download"):
            self.bring_in([["客户名称"], ["乙"]]).action_export_rejected()

    def test_long_lists_go_on_in_the_background(self):
        batch = self.upload(many(40))
        batch.action_read()
        with patch(f"{MODULE}.DIRECT_ROWS", 10), patch(f"{MODULE}_run.CHUNK", 15):
            batch.action_import()
            self.assertEqual(batch.state, "running")
            self.assertEqual(batch.new_count, 40)
            batch.action_import()  # an impatient second click
            cron = self.env.ref("crm_pipeline.ir_cron_import_lists")
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
                cron.method_direct_trigger()  # twice without harm
            batch.invalidate_recordset()
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.imported_count + batch.remarked_count, 40)
        self.assertEqual(len(batch.row_ids.lead_id), 40)
        self.assertEqual(batch.row_ids.lead_id.create_uid, self.manager)

    def test_an_interrupted_run_is_taken_up_where_it_stopped(self):
        batch = self.upload(many(40))
        batch.action_read()
        batch._study_columns()
        batch.state = "running"
        importer = batch._as_importer()
        importer._import_chunk(IntakeLookup(importer), limit=25)
        self.assertEqual((batch.state, batch.new_count), ("running", 15))
        importer._import_chunk(IntakeLookup(importer), limit=25)
        self.assertEqual((batch.state, batch.new_count), ("done", 0))
        self.assertEqual(len(batch.row_ids.lead_id), 40)

    @mute_logger("odoo.sql_db")
    def test_the_queries_of_a_hundred_rows_stay_the_same_at_ten_times_the_rows(self):
        self.bring_in(many(20, "warm"))
        few = self._queries_of(many(100, "few"))
        lots = self._queries_of(many(1000, "lots"))
        self.assertLessEqual(lots / 10, few)

    def _queries_of(self, rows):
        batch = self.upload(rows)
        batch.action_read()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        with patch(f"{MODULE}.DIRECT_ROWS", 10_000):
            batch.action_import()
            self.env.flush_all()
        self.assertEqual(batch.state, "done")
        return self.env.cr.sql_log_count - start
