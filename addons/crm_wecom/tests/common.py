from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.crm_connector.models.crm_connector import LOOPBACK_PARAMETER
from odoo.addons.crm_customer.tests.simulator import LoopbackRequests, load_simulator

# Role chart
# ----------
# manager   approves; is never told of what he did himself
# rep       sales rep, WeCom UserID "ZhangWei" (mixed case on purpose)
# designer  WeCom UserID "li.na"
# outsider  no WeCom at all: Odoo notifications
# admin     system administrator


class WecomCase(LoopbackRequests, TransactionCase):
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
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.config_parameter"].set_param(LOOPBACK_PARAMETER, "1")
        cls.manager = cls._new_user("wecom_manager")
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
        cls.customer = cls.env["res.partner"].create({"name": "云岭置业"})
        # Whether it is night where the tests run is not what they ask.
        cls.env.company.write({"quiet_from": 0, "quiet_until": 0, "flood_count": 0})

    def setUp(self):
        super().setUp()
        self.simulator.state.reset()
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

    def _calls(self, path):
        return self.simulator.state.calls[f"/cgi-bin/{path}"]
