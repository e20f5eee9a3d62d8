from datetime import date, timedelta

from freezegun import freeze_time

from .common import DeliverableCommon


class TestContractStates(DeliverableCommon):
    """What becomes of the contract is seen on the project."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.concept.user_id = cls.designer
        cls.today = cls.env.company._get_work_day()

    def _suspend(self, days=0):
        self.contract._change_state("suspend", "No permit")
        self.env.cr.execute(
            "UPDATE crm_contract_state_change SET changed_at = changed_at - "
            "make_interval(days => %s) WHERE contract_id = %s",
            [days, self.contract.id],
        )
        self.env.invalidate_all()

    def _cards(self):
        self.env.flush_all()
        self.env.invalidate_all()
        bench = self.env["crm.workbench"].with_user(self.designer)
        return [
            card["res_id"]
            for card in bench.load()["cards"]
            if card["kind"] == "deliverable"
        ]

    def test_a_supplement_makes_no_second_project_and_the_budget_follows(self):
        self.assertEqual(self.project.budget_fee, 1000)
        wizard = self.env["crm.contract.supplement"].create(
            {"contract_id": self.contract.id, "change": "Lobby", "amount": 500}
        )
        action = wizard.action_create_supplement()
        supplement = self.contract.browse(action["res_id"])
        supplement.order_ids.write({"state": "sale"})
        supplement.action_sign()
        self.assertFalse(supplement.project_ids)
        self.assertEqual(len(self.contract.project_ids), 1)
        self.assertIn(supplement.name, str(self.project.message_ids[0].body))
        self.assertEqual(self.project.budget_fee, 1500)
        supplement._change_state("terminate", "Not built")
        self.assertEqual(self.project.budget_fee, 1000)

    def test_while_suspended_nobody_is_pressed(self):
        self.concept.deadline = self.today - timedelta(days=1)
        self.assertTrue(self.concept.is_late)
        self.assertIn(self.concept.id, self._cards())
        self._suspend()
        self.assertTrue(self.project.with_user(self.designer).is_paused)
        self.assertEqual(
            self.project.with_user(self.designer).contract_state, "suspended"
        )
        self.assertFalse(self.concept.is_late)
        self.assertNotIn(self.concept.id, self._cards())
        self.assertIn("No permit", str(self.project.message_ids[0].body))
        self.contract._change_state("resume", "The permit came")
        self.assertFalse(self.project.is_paused)
        self.assertIn(self.concept.id, self._cards())

    def _stand_still(self, first, last):
        """Let the contract stand still between two days, noon in China."""
        with freeze_time(f"{first} 04:00:00"):
            self.contract._change_state("suspend", "No permit")
            self.env.flush_all()
        with freeze_time(f"{last} 04:00:00"):
            self.contract._change_state("resume", "The permit came")
            self.env.flush_all()

    def test_open_dates_move_by_the_working_days_it_stood_still(self):
        concept, construction = self.project.milestone_ids.sorted("sequence")
        self.assertEqual(concept.deadline, date(2026, 3, 13))
        self.assertEqual(construction.planned_start_date, date(2026, 3, 16))
        self.assertEqual(self.project.date, date(2026, 4, 13))
        render = self.deliverable("render")
        render.deadline = date(2026, 3, 11)
        # From a Tuesday to the Monday after the next: nine days of work, not thirteen.
        self._stand_still("2026-03-03", "2026-03-16")
        self.assertEqual(concept.planned_start_date, date(2026, 3, 2))
        self.assertEqual(concept.deadline, date(2026, 3, 26))
        self.assertEqual(construction.planned_start_date, date(2026, 3, 27))
        self.assertEqual(self.project.date, date(2026, 4, 24))
        self.assertEqual(self.concept.deadline, concept.deadline)
        self.assertEqual(render.deadline, date(2026, 3, 24))
        # A weekend is no delay.
        self._stand_still("2026-03-20", "2026-03-22")
        self.assertEqual(concept.deadline, date(2026, 3, 26))

    def test_what_is_reached_and_signed_stays_where_it_was(self):
        concept, construction = self.project.milestone_ids.sorted("sequence")
        with freeze_time("2026-03-03 04:00:00"):
            self.sign(self.release())
            self.sign(self.release(self.deliverable("render")))
            construction.action_start()
            self.env.flush_all()
        self.assertTrue(concept.is_reached)
        self._stand_still("2026-03-10", "2026-03-17")
        self.assertEqual(concept.deadline, date(2026, 3, 13))
        self.assertEqual(self.concept.deadline, date(2026, 3, 13))
        # What had begun keeps its start.
        self.assertEqual(construction.planned_start_date, date(2026, 3, 16))
        self.assertEqual(construction.deadline, date(2026, 4, 20))

    def test_the_project_of_a_terminated_contract_says_so(self):
        notes = self.contract.sudo()._get_state_change_notes("terminate")
        self.assertIn("3 deliverables", str(notes))
        self.contract._change_state("terminate", "Insolvent")
        self.assertTrue(self.project.is_paused)
        self.assertIn("stop work", str(self.project.message_ids[0].body))
