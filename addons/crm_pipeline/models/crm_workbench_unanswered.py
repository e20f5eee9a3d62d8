from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..tools import workbench as rules
from .workbench_source import Source

DETAIL = 120
FIELDS = {
    "crm.lead": ("name", "partner_name", "partner_id", "phone", "unanswered_since"),
    "res.partner": ("name", "phone", "unanswered_since"),
}


class CrmWorkbench(models.AbstractModel):
    """Customers who wait for an answer, of opportunities and by themselves."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        shared = {
            "icon": "fa-comment-o",
            "domain": self._get_unanswered_domain,
            "late": self._get_unanswered_late,
            "team": lambda: Domain("unanswered_since", "!=", False),
            "reassign": self._reassign_record,
            "order": "unanswered_since, id",
            "cards": self._get_unanswered_cards,
            "acts": {
                "reply": lambda record, values: self._reply(record),
                "log": lambda record, values: record.action_log_follow_up(),
                "settle": lambda record, values: record._settle_unanswered(),
            },
            "groups": "sales_team.group_sale_salesman",
        }
        leads = Source(
            key="unanswered",
            title=self.env._("Unanswered Customers"),
            rank=30,
            records=self.env["crm.lead"],
            fields=FIELDS["crm.lead"],
            action="crm.crm_lead_action_pipeline",
            **shared,
        )
        customers = Source(
            key="unanswered_customer",
            title=self.env._("Customers' Messages"),
            rank=31,
            records=self.env["res.partner"],
            fields=FIELDS["res.partner"],
            action="contacts.action_contacts",
            **shared,
        )
        return [*super()._workbench_sources(), leads, customers]

    def _get_unanswered_domain(self):
        return Domain("user_id", "=", self.env.uid) & Domain(
            "unanswered_since", "!=", False
        )

    def _get_unanswered_late(self):
        target = timedelta(hours=self.env.company.response_hours)
        return Domain("unanswered_since", "<", fields.Datetime.now() - target)

    def _get_unanswered_cards(self, records):
        now, target = fields.Datetime.now(), self.env.company.response_hours
        words = self._get_last_words(records)
        is_lead = records._name == "crm.lead"
        return [
            self._card(
                record,
                title=record.name,
                subtitle=self._get_customer_name(record) if is_lead else "",
                detail=words.get(record.id, ""),
                phone=(
                    self._get_lead_phone(record)
                    if is_lead
                    else rules.first_phone(record.phone)
                ),
                level=rules.level_of_wait(record.unanswered_since, now, target),
                when=self._say_wait(record.unanswered_since),
                due=fields.Datetime.to_string(record.unanswered_since),
                acts=self._get_unanswered_acts(),
            )
            for record in records
        ]

    def _get_unanswered_acts(self):
        return [
            self._act("reply", self.env._("Reply"), icon="fa-reply", is_main=True),
            self._act("log", self.env._("Log a Follow-up"), icon="fa-pencil"),
            self._act("settle", self.env._("Needs No Answer"), icon="fa-check"),
        ]

    def _get_last_words(self, records):
        """Return {id: the beginning of what the customer wrote last}."""
        # The messages of records that this user reads.
        messages_sudo = self.env["mail.message"].sudo()
        messages_sudo = messages_sudo.search_fetch(
            Domain("model", "=", records._name)
            & Domain("res_id", "in", records.ids)
            & Domain("date", ">=", min(records.mapped("unanswered_since")))
            & Domain("message_type", "in", ("email", "comment"))
            & (
                Domain("author_id", "=", False)
                | Domain("author_id.partner_share", "=", True)
            ),
            ["res_id", "body"],
            order="id",
        )
        return {
            message.res_id: html2plaintext(message.body or "").strip()[:DETAIL]
            for message in messages_sudo
        }

    def _reply(self, record):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply to %(customer)s", customer=record.display_name),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": record._name,
                "default_res_ids": record.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": (
                    record.ids
                    if record._name == "res.partner"
                    else record.partner_id.ids
                ),
                "mail_post_autofollow": True,
            },
        }
