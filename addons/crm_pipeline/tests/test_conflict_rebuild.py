from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import crm_conflict_key
from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestConflictRebuild(PipelineCase):
    """All keys can be made anew, and a batch costs the same however large it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Key = cls.env["crm.conflict.key"]
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"青竹{n}园林设计", "is_company": True} for n in range(12)]
        )

    def _rows(self, records):
        rows = self.Key.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        return {(row.res_id, row.kind, row.value, row.place) for row in rows}

    def _damage(self):
        """Change the database behind the back of the keys."""
        self.env.cr.execute(
            "DELETE FROM crm_conflict_key WHERE res_id = ANY(%s)",
            [self.partners[:6].ids],
        )
        vanished = self.partners[-1].id + 1000
        self.Key._insert("res.partner", {vanished: {("name", "白鹭建筑", "")}})
        return vanished

    def test_a_rebuild_mends_what_was_changed_in_the_database(self):
        before = self._rows(self.partners)
        vanished = self._damage()
        self.assertNotEqual(self._rows(self.partners), before)
        self.Key._rebuild()
        self.assertEqual(self._rows(self.partners), before)
        self.assertFalse(self.Key.search([("res_id", "=", vanished)]))

    def test_a_rebuild_of_one_model_leaves_the_others_alone(self):
        lead = self.env["crm.lead"].create({"name": "x", "partner_name": "青竹园林"})
        before = self._rows(lead)
        self._damage()
        self.Key._rebuild(["res.partner"])
        self.assertEqual(self._rows(lead), before)

    def test_a_stopped_rebuild_goes_on_where_it_stood(self):
        before = self._rows(self.partners)
        self._damage()
        self.Key.action_rebuild()
        runs = 0
        with (
            patch.object(crm_conflict_key, "REBUILD_BATCH", 5),
            patch.object(type(self.env["ir.cron"]), "_commit_progress") as progress,
        ):
            progress.return_value = 0  # no time is left after each batch
            while self.Key._rebuild_position():
                self.Key._cron_rebuild()
                runs += 1
        self.assertGreater(runs, len(self.partners) // 5)
        self.assertEqual(self._rows(self.partners), before)

    def test_keys_of_an_uninstalled_model_disturb_no_check_and_go(self):
        gone = {("name", "青竹园林设计", "")}
        self.Key._insert("no.such.model", {1: gone})
        self.assertTrue(self._conflicts(name="青竹1园林设计"))
        self.Key._cron_rebuild()
        self.assertFalse(self.Key.search([("res_model", "=", "no.such.model")]))

    def test_only_administrators_rebuild(self):
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                self.Key.with_user(user).action_rebuild()

    def test_ten_times_the_records_cost_the_same_queries(self):
        def create(count):
            self.env["res.partner"].create(
                [{"name": f"白鹭{n}建筑", "is_company": True} for n in range(count)]
            )

        def rename(partners):
            partners.write({"name": "兰亭建筑"})

        create(2)
        self.assertEqual(self._queries(create, 40), self._queries(create, 4))
        few, many = self.partners[:1], self.partners[1:11]
        rename(self.partners[11:])
        self.assertEqual(self._queries(rename, many), self._queries(rename, few))
