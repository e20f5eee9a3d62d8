from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_connector.models.crm_connector import LOOPBACK_PARAMETER
from odoo.addons.crm_customer.tests.simulator import LoopbackRequests, load_simulator
from odoo.addons.queue_job.tests.common import trap_jobs

# Role chart
# ----------
# rep      writes the quotation and asks for its approval
# manager  leads his team, is the member "ZhangWei" of WeCom
TOKEN = "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo"
AES_KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"


@tagged("post_install", "-at_install")
class TestCardApproval(LoopbackRequests, HttpCase):
    """From the request to the approved quotation, through WeCom's card."""

    @classmethod
    def setUpClass(cls):
        package = load_simulator("wecom")
        cls.cards = package.cards
        cls.simulator = package.WecomSimulator(is_open=True).start()
        cls.addClassCleanup(cls.simulator.stop)
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(LOOPBACK_PARAMETER, "1")
        cls.env.company.write({"quiet_from": 0, "quiet_until": 0, "flood_count": 0})
        cls.rep = cls._new_user("sales", "Rep")
        cls.manager = cls._new_user("manager", "Manager")
        cls.env["crm.team"].create(
            {
                "name": "Cards",
                "user_id": cls.manager.id,
                "member_ids": [Command.set((cls.rep + cls.manager).ids)],
            }
        )
        cls.rep.approval_manager_id = cls.manager
        state = cls.simulator.state
        cls.connector = cls.env["crm.connector"].create(
            {
                "name": "WeCom",
                "kind": "wecom",
                "sequence": 0,
                "base_url": cls.simulator.base_url,
                "wecom_corp_id": state.corp_id,
                "wecom_agent_id": state.agent_id,
                "app_secret": state.secret,
                "callback_token": TOKEN,
                "callback_aes_key": AES_KEY,
                "state": "connected",
                "identity_ids": [
                    Command.create(
                        {"user_id": cls.manager.id, "external_id": "ZhangWei"}
                    )
                ],
            }
        )
        cls.callback = package.Callback("", TOKEN, AES_KEY)

    @classmethod
    def _new_user(cls, role, name):
        return new_test_user(
            cls.env,
            f"card_{role}",
            f"crm_suite.crm_suite_group_{role}",
            name=name,
            lang="zh_CN",
            tz="Asia/Shanghai",
            notification_type="inbox",
        )

    def _new_order(self):
        """A quotation of the rep that waits for his manager."""
        partner = self.env["res.partner"].create({"name": "云岭置业"})
        lead = self.env["crm.lead"].create(
            {
                "name": "云岭展厅",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": self.rep.id,
            }
        )
        product = self.env["product.product"].create(
            {"name": "展厅设计", "type": "service", "taxes_id": []}
        )
        line = {"product_id": product.id, "price_unit": 1000, "tax_ids": []}
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "opportunity_id": lead.id,
                "user_id": self.rep.id,
                "order_line": [Command.create(line)],
            }
        )
        order.with_user(self.rep).action_request_approval()
        return order

    def _press(self, row):
        """Press "approve" in WeCom, whose encrypted report reaches our address."""
        answer = self.cards.press(
            self.simulator.state,
            {"userid": "ZhangWei", "task_id": row["task_id"], "key": "approve"},
        )
        corp_id = self.simulator.state.corp_id
        query, body = self.callback.sealed(answer["xml"], corp_id)
        path = f"/crm_wecom/callback/{self.connector.callback_key}"
        return self.url_open(f"{path}?{query}", data=body)

    def _reports(self):
        domain = [("connector_id", "=", self.connector.id)]
        return self.env["crm.connector.event"].search(domain)

    def test_the_manager_approves_from_his_card(self):
        order = self._new_order()
        request = order.approval_request_id
        self.assertIn(self.manager, request.awaited_ids)
        with trap_jobs() as trap:
            request.with_user(self.rep).sudo()._tell_now()
            trap.perform_enqueued_jobs()
        (row,) = self.simulator.state.inbox("ZhangWei")
        self.assertIn(order.name, row["text"])
        self.assertEqual(self._press(row).status_code, 200)
        with trap_jobs() as trap:
            self._reports()._process()
            trap.perform_enqueued_jobs()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.decision_ids.user_id, self.manager)
        (row,) = (r for r in self.simulator.state.inbox("ZhangWei") if r.get("card"))
        self.assertIn("已同意", row["text"])
        self.assertEqual(row["card"]["replace_text"], "已处理")
        self.start_tour(
            f"/odoo/sale.order/{order.id}",
            "crm_suite_approved_by_card",
            login="card_manager",
        )
