from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .fee_common import FeeCase


@tagged("post_install", "-at_install")
class TestFeeTable(FeeCase):
    """Managers keep the fee tables, everybody who sells uses them."""

    def test_the_shipped_splits_are_whole(self):
        splits = self.table.split_ids
        self.assertEqual(len(splits), 12)
        for split in splits:
            self.assertEqual(sum(split.line_ids.mapped("percent")), 100, split.name)

    def test_a_split_that_is_not_the_whole_is_refused(self):
        split = self.table.split_ids[0]
        lines = [Command.update(split.line_ids[0].id, {"percent": 40})]
        with self.assertRaisesRegex(ValidationError, "add up to 90"):
            split.line_ids = lines

    def test_a_fee_that_falls_is_refused(self):
        row = {"cost": 6000, "fee": 100}
        with self.assertRaisesRegex(ValidationError, "lower than that for 5000"):
            self.table.row_ids = [Command.create(row)]

    def test_numbers_that_make_no_sense_are_refused(self):
        for model, values in (
            ("crm.fee.table.row", {"cost": -1, "fee": 5}),
            ("crm.fee.table.row", {"cost": 200, "fee": 5}),
            ("crm.fee.coefficient", {"name": "x", "value": 0}),
            ("crm.fee.coefficient", {"name": "x", "value": 2, "value_max": 1.5}),
            (
                "crm.fee.area.rate",
                {"name": "x", "price": 0, "design_type_id": self._type("interior").id},
            ),
        ):
            with (
                self.subTest(model=model, values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.env[model].create({"table_id": self.table.id, **values})

    def test_a_copy_is_whole_and_its_own(self):
        copy = self.table.with_user(self.manager).copy()
        self.assertIn("copy", copy.name)
        self.assertEqual(len(copy.row_ids), len(self.table.row_ids))
        self.assertEqual(
            copy.split_ids.line_ids.mapped("percent"),
            self.table.split_ids.line_ids.mapped("percent"),
        )
        self.assertEqual(
            copy.split_ids.complexity_ids.table_id | copy.coefficient_ids.table_id,
            copy,
        )
        for old, new in zip(self.table.split_ids, copy.split_ids, strict=True):
            self.assertEqual(
                old.complexity_ids.mapped("value"), new.complexity_ids.mapped("value")
            )

    def test_reps_use_the_table_and_do_not_change_it(self):
        table = self.table.with_user(self.rep)
        self.assertTrue(table.row_ids.mapped("fee"))
        for record in (table, table.row_ids[0], table.split_ids[0].line_ids[0]):
            with self.assertRaises(AccessError):
                record.write({"write_uid": self.rep.id})

    def test_another_company_s_table_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other Design"})
        foreign = self.table.copy({"company_id": other.id})
        Table = self.env["crm.fee.table"].with_user(self.manager)
        self.assertNotIn(foreign, Table.search([]))
        for field in ("row_ids", "coefficient_ids", "area_rate_ids", "split_ids"):
            rows = foreign[field].with_user(self.manager)
            with self.subTest(field=field), self.assertRaises(AccessError):
                rows.read(["id", "table_id"])

    def test_a_company_s_own_table_goes_before_the_shared_one(self):
        own = self.table.copy({"company_id": self.env.company.id, "sequence": 99})
        self.assertEqual(self.table._get_default(self.env.company), own)
