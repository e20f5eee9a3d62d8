from odoo import models

from odoo.addons.crm_connector.clients.errors import (
    ClientError,
    ClientLimited,
    ClientUnreachable,
)
from odoo.addons.crm_connector.tools.delivery import Delivery, RobotRefused

from ..tools import card

ROBOT_A_MINUTE = 20


class CrmConnector(models.Model):
    """Cards with buttons, and the robots of groups."""

    _inherit = "crm.connector"

    def _wecom_card_update(self, payload, code, external_id, outcome):
        """message/update_template_card for one member."""
        client = self._wecom_client()
        body = card.update_body(
            payload, external_id, self.wecom_agent_id, code, outcome
        )
        client.update_card(body)

    def _wecom_card_pressed(self, event):
        """A member pressed a button: he decides, if he may."""
        userid, key = event.get("FromUserName"), event.get("TaskId")
        if not (isinstance(userid, str) and isinstance(key, str)):
            return None
        return self._card_pressed(userid, key, card.pressed(event)) or None

    # -- robots ----------------------------------------------------------------------
    def _wecom_robot_limit(self):
        """A group takes 20 messages a minute from its robot."""
        return ROBOT_A_MINUTE

    def _wecom_robot_send(self, robot, payload):
        """webhook/send: the robot's key is all that is needed."""
        client = self._wecom_client()
        robot_sudo = robot.sudo()  # the key is for administrators and for sending
        try:
            client.robot_send(robot_sudo.key, card.robot_body(payload))
        except (ClientLimited, ClientUnreachable):
            raise
        except ClientError as error:
            raise RobotRefused(
                self.env._(
                    "WeCom does not accept the key of the robot in “%(group)s” "
                    "(%(code)s). Copy its webhook address again.",
                    group=robot.name,
                    code=error.code,
                ),
                error.code,
            ) from error
        return Delivery()
