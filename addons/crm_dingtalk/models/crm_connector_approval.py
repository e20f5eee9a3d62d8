import time

from odoo import models

from odoo.addons.crm_connector.tools.delivery import Delivery
from odoo.addons.crm_connector.tools.vendor_approval import ApprovalResult

from ..clients import robot
from ..tools import approval
from ..tools.robot import robot_body


class CrmConnector(models.Model):
    """Approvals that run in DingTalk, and groups written to by a robot."""

    _inherit = "crm.connector"

    def _dingtalk_approval_start(self, request):
        """Start an approval; answer DingTalk's number of it.

        :param ApprovalRequest request: what is asked for
        """
        body = approval.start_body(request)
        return self._dingtalk_work().start_approval(body)

    def _dingtalk_approval_result(self, number):
        """How an approval stands now, as an :class:`ApprovalResult`."""
        result = self._dingtalk_work().approval(number)
        decided_by, comment, decided_at = approval.last_decision(result)
        state = approval.state(result)
        if state == approval.PENDING:
            return ApprovalResult(state)
        return ApprovalResult(state, decided_by, comment, decided_at)

    def _dingtalk_robot_send(self, group_robot, payload):
        """Write to a group; a secret makes the call a signed one."""
        robot.send(
            self._dingtalk_client(),
            group_robot.key,
            group_robot.secret or "",
            robot_body(payload),
            int(time.time() * 1000),
        )
        return Delivery()

    def _dingtalk_robot_limit(self):
        """Messages a minute; more of them block the robot."""
        return robot.LIMIT_A_MINUTE
