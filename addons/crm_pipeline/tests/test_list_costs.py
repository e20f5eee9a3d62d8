from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .common import PipelineCase
from .list_costs import ListCosts

#: What people open from CRM's own menus, with our columns in it.
STOCK_VIEWS = (
    "crm.crm_case_tree_view_oppor",
    "crm.crm_case_tree_view_leads",
    "crm.crm_case_kanban_view_leads",
    "crm.crm_stage_tree",
    "crm.crm_lost_reason_view_tree",
)


@tagged("post_install", "-at_install")
class TestListCosts(ListCosts, PipelineCase):
    """No list and no kanban asks for each of its records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = (cls.rep, cls.seller, cls.manager, cls.env.ref("base.user_admin"))
        cls.quiet = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_auto_subscribe_no_notify": True,
                "mail_activity_quick_update": True,
            }
        )

    def test_lists_of_what_people_work_on(self):
        self.assert_lists_cost_the_same(
            "crm_pipeline", self._get_factories(), STOCK_VIEWS
        )

    def _get_factories(self):
        return {
            **self._get_work_factories(),
            "crm.stage": self._make("crm.stage", name="Stage {n}"),
            "crm.lost.reason": self._make("crm.lost.reason", name="Reason {n}"),
            "crm.competitor": self._new_competitors,
            "crm.sales.target": self._new_targets,
            "crm.assignment.rule": self._new_assignment_rules,
            "crm.lead.form": self._make("crm.lead.form", name="Form {n}", title="Ask"),
            "crm.design.type": self._make(
                "crm.design.type", name="Type {n}", code="T{n}"
            ),
            "crm.document.kind": self._make("crm.document.kind", name="Kind {n}"),
            "crm.follow.up.kind": self._make("crm.follow.up.kind", name="Kind {n}"),
            "crm.protection.policy": self._new_policies,
            "crm.pool": self._make("crm.pool", name="Pool {n}"),
            "crm.pool.rule": self._new_pool_rules,
            "crm.pool.run": self._new_pool_runs,
            "crm.conflict.key": lambda count: (
                self._new_leads(count)
                and (
                    self.env["crm.conflict.key"].search(
                        [], limit=count, order="id desc"
                    )
                )
            ),
        }

    def _get_work_factories(self):
        return {
            "crm.lead": self._new_leads,
            "crm.registration": self._new_registrations,
            "crm.follow.up": self._new_follow_ups,
            "crm.protection.change": self._new_protection_changes,
            "crm.intake.batch": self._new_batches,
            "crm.intake.row": self._new_rows,
            "crm.pool.record": self._new_pool_records,
        }

    def _make(self, model, **values):
        """Return a factory of records that differ by their number alone."""

        def make(count):
            return self.quiet[model].create(
                [
                    {name: value.format(n=number) for name, value in values.items()}
                    for number in range(count)
                ]
            )

        return make

    # -- what people work on ---------------------------------------------------------

    def _new_customers(self, count):
        return self.quiet["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "user_id": self.rep.id,
                    "phone": f"0571 8800 {number:04d}",
                }
                for number in range(count)
            ]
        )

    def _new_leads(self, count):
        leads = self.quiet["crm.lead"].create(
            [
                {
                    "name": f"Hall {customer.name}",
                    "type": "opportunity",
                    "partner_id": customer.id,
                    "user_id": self.rep.id,
                    "team_id": self.team.id,
                    "protected_until": fields.Date.today() + relativedelta(days=number),
                }
                for number, customer in enumerate(self._new_customers(count))
            ]
        )
        for lead in leads:
            lead.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.rep.id, summary="Call"
            )
        return leads

    def _new_registrations(self, count):
        registrations = self.quiet["crm.registration"].with_user(self.rep)
        registrations = registrations.create(
            [
                self._values(
                    customer_name=f"杭州第{number}公司",
                    project_name=f"第{number}展厅",
                    site_address=f"文三路{number}号",
                )
                for number in range(count)
            ]
        )
        for registration in registrations[::2]:
            registration.action_submit()
        return registrations

    def _new_follow_ups(self, count):
        kind = self.env["crm.follow.up.kind"].search([], limit=1)
        return self.env["crm.follow.up"].create(
            [
                {
                    "lead_id": lead.id,
                    "partner_id": lead.partner_id.id,
                    "user_id": self.rep.id,
                    "kind_id": kind.id,
                    "outcome": "counted",
                }
                for lead in self._new_leads(count)
            ]
        )

    def _new_protection_changes(self, count):
        return self._new_leads(count).protection_change_ids

    def _new_batches(self, count):
        return self.env["crm.intake.batch"].create(
            [
                {
                    "name": f"List {number}",
                    "user_id": self.rep.id,
                    "row_ids": [(0, 0, {"line_number": 1}), (0, 0, {"line_number": 2})],
                }
                for number in range(count)
            ]
        )

    def _new_rows(self, count):
        return self._new_batches(count).row_ids[::2]

    def _new_pool_records(self, count):
        pool = self.env["crm.pool"].create({"name": "Costs"})
        leads = self._new_leads(count)
        leads._move_to_pool(pool)
        return self.env["crm.pool.record"].search([("pool_id", "=", pool.id)])

    # -- what managers set up --------------------------------------------------------

    def _new_competitors(self, count):
        competitors = self._make("crm.competitor", name="Rival {n}")(count)
        for lead, competitor in zip(self._new_leads(count), competitors, strict=True):
            lead.lost_to_id = competitor
        return competitors

    def _new_targets(self, count):
        first = fields.Date.today().replace(day=1)
        return self.env["crm.sales.target"].create(
            [
                {
                    "user_id": self.rep.id,
                    "month": first + relativedelta(months=number),
                    "amount": 1000,
                }
                for number in range(count)
            ]
        )

    def _new_assignment_rules(self, count):
        people = [(0, 0, {"user_id": user.id}) for user in self.rep | self.rep2]
        rules = self._make("crm.assignment.rule", name="Rule {n}")(count)
        rules.member_ids = people
        return rules

    def _new_policies(self, count):
        return self.env["crm.protection.policy"].create(
            [
                {
                    "name": f"Policy {number}",
                    "team_ids": self.env["crm.team"].create({"name": f"T {number}"}),
                }
                for number in range(count)
            ]
        )

    def _new_pool_rules(self, count):
        return self.env["crm.pool.rule"].create(
            [
                {"name": f"Rule {number}", "pool_id": pool.id}
                for number, pool in enumerate(
                    self._make("crm.pool", name="P {n}")(count)
                )
            ]
        )

    def _new_pool_runs(self, count):
        return self.env["crm.pool.run"].create(
            [
                {
                    "company_id": self.env.company.id,
                    "day": fields.Date.today() - relativedelta(days=500 + number),
                    "line_ids": [(0, 0, {"lead_id": lead.id, "user_id": self.rep.id})],
                }
                for number, lead in enumerate(self._new_leads(count))
            ]
        )
