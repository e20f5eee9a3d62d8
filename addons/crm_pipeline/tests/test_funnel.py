import io
import json
from datetime import date

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PipelineCase, TourCase


class FunnelData:
    """Opportunities in three stages, of two reps."""

    @classmethod
    def _make_funnel(cls):
        cls.env["crm.stage"].search([]).write({"sequence": 90, "is_won": False})
        cls.stages = cls.env["crm.stage"].create(
            [
                {"name": "Enquiry", "sequence": 1},
                {"name": "Concept", "sequence": 2},
                {"name": "Signed", "sequence": 3, "is_won": True},
            ]
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Price"})

    def _lead(self, stage, user, amount=100.0, **values):
        return self.env["crm.lead"].create(
            {
                "name": f"{user.name} {stage.name}",
                "type": "opportunity",
                "stage_id": stage.id,
                "user_id": user.id,
                "expected_revenue": amount,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestFunnel(FunnelData, PipelineCase):
    """The figures are those of the records that open behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_funnel()
        cls.enquiry, cls.concept, cls.signed = cls.stages

    def setUp(self):
        super().setUp()
        self.team.member_ids |= self.rep
        for stage, count in ((self.enquiry, 4), (self.concept, 2), (self.signed, 1)):
            for _number in range(count):
                self._lead(stage, self.rep)
        lost = self._lead(self.concept, self.rep)
        lost.action_set_lost(lost_reason_id=self.reason.id)
        self._lead(self.enquiry, self.rep2, amount=999)

    def _data(self, user=None, **filters):
        self.env.flush_all()
        Funnel = self.env["crm.funnel"].with_user(user or self.rep)
        data = Funnel.get_data({"user_id": self.rep.id, **filters})
        rows = {row["name"]: row for row in data["stages"]}
        return data, [rows[name] for name in ("Enquiry", "Concept", "Signed")]

    def test_each_stage_counts_who_came_so_far(self):
        data, rows = self._data()
        self.assertEqual([row["reached"] for row in rows], [8, 4, 1])
        self.assertEqual([row["open"] for row in rows], [4, 2, 1])
        self.assertEqual([row["amount"] for row in rows], [400, 200, 100])
        self.assertEqual([row["lost"] for row in rows], [0, 1, 0])
        self.assertEqual([row["conversion"] for row in rows][:2], [0.5, 0.25])
        self.assertEqual(data["won"], {"count": 1, "amount": 100})
        self.assertEqual(data["lost"]["count"], 1)

    def test_every_figure_opens_exactly_its_records(self):
        _data, rows = self._data()
        Lead = self.env["crm.lead"].with_user(self.rep).with_context(active_test=False)
        for row in rows:
            for kind, domain in row["domains"].items():
                with self.subTest(stage=row["name"], kind=kind):
                    domain = json.loads(json.dumps(domain))
                    self.assertEqual(Lead.search_count(domain), row[kind])

    def test_nobody_counts_what_he_does_not_see(self):
        for user, count in ((self.rep2, 1), (self.manager, 9), (self.leader, 9)):
            self.env.flush_all()
            leads = self.env["crm.lead"].with_user(user)
            data = leads.env["crm.funnel"].get_data({})
            total = sum(data[key]["count"] for key in ("open", "won", "lost"))
            seen = leads.with_context(active_test=False).search_count(
                [
                    ("type", "=", "opportunity"),
                    "|",
                    ("active", "=", True),
                    ("won_status", "=", "lost"),
                ]
            )
            self.assertEqual(total, seen)
            self.assertGreaterEqual(total, count)
        data, rows = self._data(self.rep2)
        self.assertEqual(sum(row["reached"] for row in rows), 0)

    def test_days_are_those_of_the_ledger(self):
        lead = self._lead(self.enquiry, self.rep)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = "
            "date_last_stage_update - interval '4 days' WHERE id = %s",
            [lead.id],
        )
        lead.invalidate_recordset()
        lead.stage_id = self.concept
        _data, rows = self._data()
        self.assertAlmostEqual(rows[0]["days"], 4, delta=0.1)
        self.assertIsNone(rows[1]["days"])

    def test_filters_that_are_none_are_refused(self):
        Funnel = self.env["crm.funnel"].with_user(self.rep)
        with self.assertRaisesRegex(UserError, "no filter"):
            Funnel.get_data({"stage_id": 1})
        with self.assertRaisesRegex(UserError, "is no id"):
            Funnel.get_data({"team_id": "1 OR 1=1"})
        with self.assertRaisesRegex(UserError, "is no day"):
            Funnel.get_data({"date_from": "yesterday"})
        data, _rows = self._data(date_from="2000-01-01", date_to="2000-12-31")
        self.assertEqual(data["open"]["count"], 0)

    def test_ten_times_the_opportunities_cost_the_same(self):
        Funnel = self.env["crm.funnel"].with_user(self.rep)
        self._queries(Funnel.get_data, {})
        self._queries(Funnel.get_forecast)
        few = [self._queries(Funnel.get_data, {}), self._queries(Funnel.get_forecast)]
        for _number in range(80):
            self._lead(self.concept, self.rep)
        many = [self._queries(Funnel.get_data, {}), self._queries(Funnel.get_forecast)]
        self.assertEqual(few, many)
        self.assertLessEqual(few[0], 12)

    def test_options_name_what_one_sees(self):
        options = self.env["crm.funnel"].with_user(self.rep).get_options()
        names = [option["name"] for option in options["user_id"]]
        self.assertIn(self.rep.name, names)
        self.assertNotIn(self.rep2.name, names)

    # -- forecast ------------------------------------------------------------------

    @freeze_time("2026-03-10 08:00:00")
    def test_the_forecast_is_won_and_weighted_against_the_target(self):
        Target = self.env["crm.sales.target"]
        Target.create({"month": "2026-04-17", "user_id": self.rep.id, "amount": 1000})
        self._lead(self.concept, self.rep, 800, date_deadline=date(2026, 4, 20)).write(
            {"probability": 50}
        )
        won = self._lead(self.enquiry, self.rep, 300)
        won.stage_id = self.signed
        self.env.flush_all()
        Funnel = self.env["crm.funnel"].with_user(self.rep)
        data = Funnel.get_forecast({"user_id": self.rep.id})
        months = {row["month"]: row for row in data["months"]}
        self.assertEqual(len(data["months"]), 12)
        self.assertEqual(months["2026-04"]["weighted"], 400)
        self.assertEqual(months["2026-04"]["target"], 1000)
        self.assertEqual(months["2026-04"]["part"], 0.4)
        self.assertGreaterEqual(months["2026-03"]["won"], 300)
        self.assertIsNone(months["2026-05"]["part"])
        self.assertGreater(data["undated"]["count"], 0)
        domain = json.loads(json.dumps(months["2026-04"]["domain"]))
        self.assertEqual(
            self.env["crm.lead"].with_user(self.rep).search_count(domain), 1
        )

    def test_targets_are_one_a_person_and_month_and_not_negative(self):
        Target = self.env["crm.sales.target"]
        target = Target.create(
            {"month": "2026-04-17", "user_id": self.rep.id, "amount": 1}
        )
        self.assertEqual(target.month, date(2026, 4, 1))
        for user, is_seen in (
            (self.rep, True),
            (self.rep2, False),
            (self.leader, True),
        ):
            self.assertEqual(target.with_user(user).has_access("read"), is_seen)
            self.assertFalse(target.with_user(user).has_access("write"))
        self.assertTrue(target.with_user(self.manager).has_access("write"))


@tagged("post_install", "-at_install")
class TestFunnelTour(FunnelData, TourCase):
    """The funnel in the browser, and its workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_funnel()

    def _post(self):
        return self.url_open(
            "/crm_pipeline/funnel.xlsx",
            data={
                "filters": json.dumps({"user_id": self.rep.id}),
                "csrf_token": http.Request.csrf_token(self),
            },
        )

    def test_a_bar_opens_its_records(self):
        for stage in self.stages[:2]:
            self._lead(stage, self.rep)
        self.start_tour("/odoo/sales-funnel", "crm_pipeline_funnel", login="tour_rep")

    def test_the_workbook_needs_the_right_to_export(self):
        self._lead(self.stages[0], self.rep, name="=HYPERLINK(1)")
        self.stages[0].name = "=1+1"
        self.authenticate("tour_rep", "tour_rep")
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self._post().status_code, 403)
        self.rep.group_ids |= self.env.ref("base.group_allow_export")
        answer = self._post()
        self.assertEqual(answer.status_code, 200)
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = {row[0].value: row for row in sheet.iter_rows()}
        self.assertEqual(rows["=1+1"][0].data_type, "s")
        self.assertEqual(rows["=1+1"][2].value, 1)
