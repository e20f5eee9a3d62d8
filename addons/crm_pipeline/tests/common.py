from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.base.models import res_users

# Tests make hundreds of users, whose passwords nobody has to guess: hashing them took
# two thirds of the time of making a user (0.55 s of 0.8 s).
res_users.MIN_ROUNDS = 1

# Role chart
# ----------
# rep       salesperson, own documents only, of the team
# rep2      salesperson, own documents only: a colleague
# leader    salesperson who leads the team
# seller    salesperson, all documents
# manager   sales manager: decides
# clerk     internal user without any sales role
# client    portal user

OWN = "sales_team.group_sale_salesman"
ALL = "sales_team.group_sale_salesman_all_leads"
MANAGER = "sales_team.group_sale_manager"


class PipelineCase(TransactionCase):
    """A team, its people and registrations of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.rep = cls._new_user("rep", OWN, "李娜")
        cls.rep2 = cls._new_user("rep2", OWN, "王强")
        cls.leader = cls._new_user("leader", OWN, "周敏")
        cls.seller = cls._new_user("seller", ALL, "陈静")
        cls.manager = cls._new_user("manager", MANAGER, "张经理")
        cls.clerk = cls._new_user("clerk", "base.group_user", "刘文")
        cls.client = cls._new_user("client", "base.group_portal", "赵总")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Hangzhou",
                "user_id": cls.leader.id,
                "member_ids": [(6, 0, (cls.rep | cls.rep2).ids)],
                "protection_days": 45,
            }
        )
        cls.interior = cls.env.ref("crm_pipeline.crm_design_type_interior")

    @classmethod
    def _new_user(cls, role, groups, name):
        return new_test_user(cls.env, f"pip_{role}", groups, name=name)

    def _values(self, **values):
        return {
            "customer_name": "杭州绿城装饰设计有限公司",
            "project_name": "西溪展厅",
            "site_address": "杭州市西湖区文三路90号",
            "design_type_id": self.interior.id,
            "team_id": self.team.id,
            **values,
        }

    def _new_registration(self, user=None, **values):
        """Return a draft of ``user`` (the rep when left out)."""
        Registration = self.env["crm.registration"].with_user(user or self.rep)
        return Registration.create(self._values(**values))

    def _submitted(self, user=None, **values):
        registration = self._new_registration(user, **values)
        registration.action_submit()
        return registration

    def _decide(self, registration, decision="approve", comment=None, user=None):
        request = registration.sudo().approval_request_id
        return request.with_user(user or self.manager).decide(decision, comment)

    def _converted(self, user=None, **values):
        """Return a registration that the manager approved."""
        registration = self._submitted(user, **values)
        self._decide(registration)
        return registration

    def _conflicts(self, user=None, **values):
        """Return what the check finds for ``values`` as ``user`` sees it."""
        Registration = self.env["crm.registration"].with_user(user or self.rep2)
        return Registration.find_conflicts([values])[0]

    def _found(self, record, user=None, **values):
        """Return the conflict with ``record``, or None."""
        for item in self._conflicts(user, **values):
            if (item["model"], item["id"]) == (record._name, record.id):
                return item
        return None

    def _queries(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        return self.env.cr.sql_log_count - before


class TourCase(HttpCase):
    """Two salespeople and their manager in the browser, in English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.rep = cls._new_user("rep", OWN, "Owner Of It")
        cls.rep2 = cls._new_user("rep2", OWN, "Second Rep")
        cls.manager = cls._new_user("manager", MANAGER, "The Manager")

    @classmethod
    def _new_user(cls, role, groups, name):
        return new_test_user(
            cls.env, f"tour_{role}", groups, name=name, lang="en_US", tz="UTC"
        )
