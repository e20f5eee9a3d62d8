from odoo.addons.crm_connector.tests.common import ChatCase
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


class DingtalkCase(LoopbackRequests, ChatCase):
    """A connector to a DingTalk simulator that really runs, on the loopback."""

    @classmethod
    def setUpClass(cls):
        cls.package = package = load_simulator("dingtalk")
        cls.Fault, cls.Person = package.Fault, package.Person
        cls.simulator = package.DingtalkSimulator().start()
        cls.addClassCleanup(cls.simulator.stop)
        super().setUpClass()
        cls._allow_loopback()
        cls.actor = cls.manager = cls._new_user("dingtalk_manager")
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

    def setUp(self):
        super().setUp()
        self.state = self.simulator.state
        self.state.reset()
        people = [self.Person("zhang.wei", "张伟"), self.Person("li.na", "李娜")]
        self.state.set_people(people, replace=True)

    @classmethod
    def _new_user(cls, login, groups="sales_team.group_sale_salesman", **values):
        values = {"lang": "zh_CN", "tz": "Asia/Shanghai", **values}
        return super()._new_user(login, groups, **values)

    def _events(self):
        return self.env["crm.connector.event"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def _calls(self, path):
        return self.state.calls[f"/{path}"]
