"""Factories for the tests of list intake.

Role chart: ``rep`` and ``other_rep`` (sales: own documents only), ``lead_rep`` (sales:
all documents), ``manager`` (sales manager), ``outsider`` (internal, no sales rights).
"""

import base64
import csv
import io

import openpyxl

from odoo.tests import TransactionCase, new_test_user


class IntakeCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env["crm.assignment.rule"].search([]).active = False
        sales = "sales_team.group_sale_salesman"
        cls.rep = cls._user("intake_rep", "Wang Xiaomin", sales)
        cls.other_rep = cls._user("intake_other", "Li Jianguo", sales)
        cls.lead_rep = cls._user("intake_lead", "Zhang Lihua", f"{sales}_all_leads")
        cls.manager = cls._user(
            "intake_manager", "Chen Haiyan", "sales_team.group_sale_manager"
        )
        cls.outsider = cls._user("intake_outsider", "Zhao Wenbo", "base.group_user")

    @classmethod
    def _user(cls, login, name, group):
        groups = f"base.group_user,{group}"
        return new_test_user(cls.env, login, groups=groups, name=name, lang="en_US")

    @classmethod
    def csv_bytes(cls, rows, encoding="utf-8"):
        output = io.StringIO()
        csv.writer(output).writerows(rows)
        return output.getvalue().encode(encoding)

    @classmethod
    def xlsx_bytes(cls, rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def upload(self, rows, user=None, filename="list.csv", **values):
        """A list with ``rows`` (title line first), not read yet."""
        data = rows if isinstance(rows, bytes) else self.csv_bytes(rows)
        batches = self.env["crm.intake.batch"].with_user(user or self.manager)
        return batches.create(
            {"file": base64.b64encode(data), "filename": filename, **values}
        )

    def bring_in(self, rows, user=None, **values):
        """A list with ``rows``, read and imported."""
        batch = self.upload(rows, user, **values)
        batch.action_read()
        batch.action_import()
        return batch

    def states(self, batch):
        """States of the rows, in the order of the file."""
        return batch.row_ids.sorted("line_number").mapped("state")

    def assert_whole(self, batch, count):
        """Every row is there once and in one state."""
        total = sum(
            batch[f"{state}_count"]
            for state in ("new", "imported", "remarked", "duplicate", "rejected")
        )
        self.assertEqual(total, count)
        self.assertEqual(batch.row_count, count)
        silent = batch.row_ids.filtered(
            lambda r: r.state not in ("new", "imported") and not r.reason
        )
        self.assertFalse(silent, "a row that is not plainly imported says why")
