from odoo.addons.crm_connector.tests.common import ChatCase
from odoo.addons.crm_customer.tests.simulator import LoopbackRequests, load_simulator

# Role chart
# ----------
# manager   approves; is never told of what he did himself
# rep       sales rep, WeCom UserID "ZhangWei" (mixed case on purpose)
# designer  WeCom UserID "li.na"
# outsider  no WeCom at all: Odoo notifications
# admin     system administrator


class WecomCase(LoopbackRequests, ChatCase):
    """A connector to a WeCom simulator that really runs, on the loopback."""

    @classmethod
    def setUpClass(cls):
        cls.package = package = load_simulator("wecom")
        cls.Fault, cls.Member = package.Fault, package.Member
        cls.simulator = package.WecomSimulator(
            members=[
                cls.Member("ZhangWei", "张伟"),
                cls.Member("li.na", "李娜"),
            ]
        ).start()
        cls.addClassCleanup(cls.simulator.stop)
        super().setUpClass()
        cls._allow_loopback()
        cls.actor = cls.manager = cls._new_user("wecom_manager")
        cls.rep = cls._new_user("wecom_rep")
        cls.designer = cls._new_user("wecom_designer")
        cls.outsider = cls._new_user("wecom_outsider")
        cls.admin = cls._new_user("wecom_admin", groups="base.group_system")
        state = cls.simulator.state
        cls.connector = cls.env["crm.connector"].create(
            {
                "name": "企业微信",
                "kind": "wecom",
                "base_url": cls.simulator.base_url,
                "wecom_corp_id": state.corp_id,
                "wecom_agent_id": state.agent_id,
                "app_secret": state.secret,
                "state": "connected",
            }
        )
        cls._identify(cls.rep, "ZhangWei")
        cls._identify(cls.designer, "li.na")

    def setUp(self):
        super().setUp()
        self.simulator.state.reset()

    @classmethod
    def _new_user(cls, login, groups="sales_team.group_sale_salesman", **values):
        values = {"lang": "zh_CN", "tz": "Asia/Shanghai", **values}
        return super()._new_user(login, groups, **values)

    def _calls(self, path):
        return self.simulator.state.calls[f"/cgi-bin/{path}"]
