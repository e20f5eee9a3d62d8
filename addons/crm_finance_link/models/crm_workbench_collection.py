from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .crm_dunning_notice import MANAGER
from .crm_payment_plan_line import FINANCE_GROUP

NOTICE_FIELDS = ("kind", "partner_id", "recipient_id", "subject", "amount_claimed")
NOTICE_FIELDS += ("currency_id", "days_overdue", "create_date", "team_id")


class CrmWorkbench(models.AbstractModel):
    """Messages and letters about money that wait for somebody to send them."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        notices = self._source(
            key="dunning_notice",
            title=self.env._("Messages About Money"),
            icon="fa-envelope-o",
            rank=12,
            records=self.env["crm.dunning.notice"],
            domain=self._get_notice_domain,
            late=lambda: Domain.FALSE,
            order="days_overdue desc, id",
            fields=NOTICE_FIELDS,
            cards=self._get_notice_cards,
            acts={
                "send": self._send_notice,
                "cancel": lambda notice, values: notice.action_cancel() and "",
            },
            action="crm_finance_link.crm_dunning_notice_action",
        )
        return [*super()._workbench_sources(), notices]

    def _get_notice_domain(self):
        """Return what the user sends: reminders of his own, letters of all."""
        proposed = Domain("state", "=", "proposed")
        mine = Domain("kind", "=", "reminder") & Domain("user_id", "=", self.env.uid)
        letters = Domain("kind", "!=", "reminder")
        user = self.env.user
        if not (user.has_group(MANAGER) or user.has_group(FINANCE_GROUP)):
            letters &= Domain("team_id.user_id", "=", self.env.uid)
        return proposed & (mine | letters)

    def _get_notice_cards(self, notices):
        kinds = dict(notices._fields["kind"]._description_selection(self.env))
        return [
            self._card(
                notice,
                title=notice.subject,
                subtitle=f"{kinds[notice.kind]} · {notice.recipient_id.sudo().name}",
                amount=notice.currency_id.format(notice.amount_claimed),
                when=self.env._("%(days)s days late", days=notice.days_overdue)
                if notice.days_overdue > 0
                else "",
                due=fields.Datetime.to_string(notice.create_date),
                acts=[
                    {**self._act_open(), "is_main": True},
                    self._act("send", self.env._("Send"), icon="fa-paper-plane"),
                    self._act("cancel", self.env._("Do Not Send"), icon="fa-times"),
                ],
            )
            for notice in notices
        ]

    def _send_notice(self, notice, values):
        renewed = notice.action_send()
        if notice.state != "sent":
            return renewed["params"]["message"]
        return self.env._("Sent: %(subject)s", subject=notice.subject)

    def _say_promise(self, line):
        """Return what the customer said of this instalment."""
        if line.is_disputed:
            return self.env._("disputed")
        if line.promise_state == "broken":
            return self.env._("promise broken")
        if line.promise_state == "open":
            return self.env._(
                "promised until %(day)s", day=format_date(self.env, line.expected_date)
            )
        return ""
