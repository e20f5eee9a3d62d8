from odoo import api, models

from odoo.addons.crm_connector.tools.send_result import SendResult

from ..clients import notice
from ..tools import send_result


class CrmConnector(models.Model):
    """Work notices that decide, and what became of those sent."""

    _inherit = "crm.connector"

    @api.model
    def _card_page_kinds(self):
        return super()._card_page_kinds() | {"dingtalk"}

    def _dingtalk_send_result(self, task_id):
        """Ask who got the notice; who did not is named with the reason."""
        result = notice.send_result(
            self._dingtalk_client(), int(self.dingtalk_agent_id), int(task_id)
        )
        reasons = self._dingtalk_refusals()
        refused = send_result.refused(result)
        return SendResult(
            {name: reasons[kind] for name, kind in refused.items()},
            send_result.delivered(result),
        )

    def _dingtalk_refusals(self):
        """What it means that DingTalk accepted a notice and did not deliver it."""
        return {
            send_result.INVALID: self.env._(
                "DingTalk does not know this colleague, or the application's visible "
                "range leaves him out. Check his identity and the range."
            ),
            send_result.FORBIDDEN: self.env._(
                "DingTalk held the notice back: he got the same words today already, "
                "or as many notices as a day allows. Send it again tomorrow, or tell "
                "him another way."
            ),
            send_result.FAILED: self.env._(
                "DingTalk could not deliver the notice. Send it again."
            ),
        }
