from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.crm_customer.tests.at_once import AtOnceCase

PEOPLE = 8


@tagged("post_install", "-at_install")
class TestStatesAtOnce(AtOnceCase):
    """Buttons pressed at the same moment, each over a connection of its own.

    What is tried here needs commits, so it is not undone by a rollback: it is
    deleted at the end, past the ORM, which lets no row of a ledger go.
    """

    @classmethod
    def _set_up(cls, env):
        cls.partner_id = env["res.partner"].create({"name": "At Once"}).id

    @classmethod
    def _clean_up(cls, env):
        contracts = env["crm.contract"].search([("partner_id", "=", cls.partner_id)])
        ids = tuple(contracts.ids)
        env.cr.execute(
            "DELETE FROM crm_contract_state_change WHERE contract_id IN %s", [ids]
        )
        env.cr.execute(
            "DELETE FROM crm_business_event WHERE res_model = 'crm.contract' "
            "AND res_id IN %s",
            [ids],
        )
        env.cr.execute("UPDATE crm_contract SET state = 'draft' WHERE id IN %s", [ids])
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

        def attempt(env, function):
            function(env["crm.contract"].browse(contract_id))
            return ""

        return self._at_once(attempt, [(SUPERUSER_ID, one) for one in attempts])

    def _read_contract(self, contract_id, function):
        return self._read(lambda env: function(env["crm.contract"].browse(contract_id)))

    def test_of_many_who_start_it_one_does(self):
        contract_id = self._new_contract()
        answers = self._all_at_once(
            contract_id, [lambda contract: contract.action_start()] * PEOPLE
        )
        self.assertEqual(answers.count(""), 1)
        for answer in filter(None, answers):
            self.assertRegex(answer, "is in state “Running”")
        state, rows = self._read_contract(
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
        story, state = self._read_contract(
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
        numbers = self._read_contract(
            contract_id, lambda c: sorted(c.supplement_ids.mapped("supplement_number"))
        )
        self.assertEqual(numbers, list(range(1, PEOPLE + 1)))

    def test_it_is_renewed_once(self):
        contract_id = self._new_contract()
        answers = self._all_at_once(
            contract_id, [lambda contract: contract.action_renew()] * 3
        )
        self.assertEqual(answers.count(""), 1)
