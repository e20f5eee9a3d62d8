from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.crm_connector.models.crm_connector import LOOPBACK_PARAMETER
from odoo.addons.crm_customer.tests.simulator import LoopbackRequests, load_simulator

# Role chart
# ----------
# manager   acts; is never told of what he did himself
# rep       sales rep, DingTalk userid "zhang.wei"
# designer  DingTalk userid "li.na"
# outsider  no DingTalk at all: Odoo notifications
# admin     system administrator
TOKEN = "mryue"
AES_KEY = "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7"


class DingtalkCase(LoopbackRequests, TransactionCase):
    """A connector to a DingTalk simulator that really runs, on the loopback."""

    @classmethod
    def setUpClass(cls):
        cls.package = package = load_simulator("dingtalk")
        cls.Fault, cls.Person = package.Fault, package.Person
        cls.simulator = package.DingtalkSimulator().start()
        cls.addClassCleanup(cls.simulator.stop)
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.config_parameter"].set_param(LOOPBACK_PARAMETER, "1")
        cls.manager = cls._new_user("dingtalk_manager")
        cls.rep = cls._new_user("dingtalk_rep")
        cls.designer = cls._new_user("dingtalk_designer")
        cls.outsider = cls._new_user("dingtalk_outsider")
        cls.admin = cls._new_user("dingtalk_admin", groups="base.group_system")
        state = cls.simulator.state
        cls.connector = cls.env["crm.connector"].create(
            {
                "name": "钉钉",
                "kind": "dingtalk",
                "base_url": cls.simulator.base_url,
                "dingtalk_api_url": cls.simulator.base_url,
                "dingtalk_corp_id": state.corp_id,
                "dingtalk_app_key": state.app_key,
                "dingtalk_agent_id": str(state.agent_id),
                "app_secret": state.secret,
                "callback_token": TOKEN,
                "callback_aes_key": AES_KEY,
                "state": "connected",
            }
        )
        cls._identify(cls.rep, "zhang.wei")
        cls._identify(cls.designer, "li.na")
        cls.customer = cls.env["res.partner"].create({"name": "云岭置业"})
        # Whether it is night where the tests run is not what they ask.
        cls.env.company.write({"quiet_from": 0, "quiet_until": 0, "flood_count": 0})

    def setUp(self):
        super().setUp()
        self.state = self.simulator.state
        self.state.reset()
        people = [self.Person("zhang.wei", "张伟"), self.Person("li.na", "李娜")]
        self.state.set_people(people, replace=True)
        # The token is kept in transactions of its own; a test with a server of its own
        # has them joined already.
        if not isinstance(self, HttpCase):
            self.registry_enter_test_mode()

    @classmethod
    def _new_user(cls, login, groups="sales_team.group_sale_salesman"):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            notification_type="inbox",
            lang="zh_CN",
            tz="Asia/Shanghai",
        )

    @classmethod
    def _identify(cls, user, external_id):
        return cls.env["crm.connector.identity"].create(
            {
                "connector_id": cls.connector.id,
                "user_id": user.id,
                "external_id": external_id,
            }
        )

    def _emit(self, users, name="合同 HT2026-0001 已签订", key=None):
        return (
            self.env["crm.business.event"]
            .with_user(self.manager)
            ._emit(
                "contract.signed",
                self.customer,
                name,
                partner=self.customer,
                audience=users,
                key=key,
            )
        )

    def _messages(self, event):
        return self.env["crm.connector.message"].search([("event_id", "=", event.id)])

    def _events(self):
        return self.env["crm.connector.event"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def _calls(self, path):
        return self.state.calls[f"/{path}"]
