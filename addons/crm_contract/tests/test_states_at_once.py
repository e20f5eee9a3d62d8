from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PEOPLE = 8


@tagged("post_install", "-at_install")
class TestStatesAtOnce(BaseCase):
    """Buttons pressed at the same moment, each over a connection of its own.

    What is tried here needs commits, so it is not undone by a rollback: it is
    deleted at the end, past the ORM, which lets no row of a ledger go.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            cls.partner_id = env["res.partner"].create({"name": "At Once"}).id
        cls.addClassCleanup(cls._clean_up)

    @staticmethod
    def _env(cr):
        return api.Environment(
            cr, SUPERUSER_ID, {"lang": "en_US", "tracking_disable": True}
        )

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = cls._env(cr)
            contracts = env["crm.contract"].search(
                [("partner_id", "=", cls.partner_id)]
            )
            ids = tuple(contracts.ids)
            cr.execute(
                "DELETE FROM crm_contract_state_change WHERE contract_id IN %s", [ids]
            )
            cr.execute(
                "DELETE FROM crm_business_event WHERE res_model = 'crm.contract' "
                "AND res_id IN %s",
                [ids],
            )
            cr.execute("UPDATE crm_contract SET state = 'draft' WHERE id IN %s", [ids])
            env.invalidate_all()
            contracts.filtered("parent_id").unlink()
            contracts.exists().unlink()
            env["res.partner"].browse(cls.partner_id).unlink()

    def _new_contract(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            contract = env["crm.contract"].create(
                {"title": "At once", "partner_id": self.partner_id}
            )
            contract.state = "signed"
            return contract.id

    def _all_at_once(self, contract_id, attempts):
        """Make ``attempts`` at the same moment; return what came of each."""
        barrier = Barrier(len(attempts))

        def attempt(function):
            with self.registry.cursor() as cr:
                env = self._env(cr)
                cr.execute("SELECT 1")
                barrier.wait(timeout=60)
                try:
                    contract = env["crm.contract"].browse(contract_id)
                    retrying(lambda: function(contract), env)
                except UserError as error:
                    return str(error)
            return ""

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(len(attempts)) as threads,
        ):
            return list(threads.map(attempt, attempts))

    def _read(self, contract_id, function):
        with self.registry.cursor() as cr:
            return function(self._env(cr)["crm.contract"].browse(contract_id))

    def test_of_many_who_start_it_one_does(self):
        contract_id = self._new_contract()
        answers = self._all_at_once(
            contract_id, [lambda contract: contract.action_start()] * PEOPLE
        )
        self.assertEqual(answers.count(""), 1)
        for answer in filter(None, answers):
            self.assertRegex(answer, "is in state “Running”")
        state, rows = self._read(
            contract_id, lambda c: (c.state, len(c.state_change_ids))
        )
        self.assertEqual((state, rows), ("running", 1))

    def test_start_and_termination_of_one_moment_leave_one_true_story(self):
        contract_id = self._new_contract()
        self._all_at_once(
            contract_id,
            [
                lambda contract: contract.action_start(),
                lambda contract: contract._change_state("terminate", "At once"),
            ]
            * 2,
        )
        story, state = self._read(
            contract_id,
            lambda c: (
                c.state_change_ids.sorted("id").mapped(
                    lambda row: (row.old_state, row.new_state)
                ),
                c.state,
            ),
        )
        self.assertEqual(state, "terminated")
        self.assertIn(
            story,
            (
                [("signed", "terminated")],
                [("signed", "running"), ("running", "terminated")],
            ),
        )

    def test_supplements_of_one_moment_have_numbers_of_their_own(self):
        contract_id = self._new_contract()
        answers = self._all_at_once(
            contract_id,
            [lambda contract: contract._add_supplement({"title": "More"})] * PEOPLE,
        )
        self.assertEqual(set(answers), {""})
        numbers = self._read(
            contract_id, lambda c: sorted(c.supplement_ids.mapped("supplement_number"))
        )
        self.assertEqual(numbers, list(range(1, PEOPLE + 1)))

    def test_it_is_renewed_once(self):
        contract_id = self._new_contract()
        answers = self._all_at_once(
            contract_id, [lambda contract: contract.action_renew()] * 3
        )
        self.assertEqual(answers.count(""), 1)
