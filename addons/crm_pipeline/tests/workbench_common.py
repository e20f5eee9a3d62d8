from datetime import timedelta

from odoo import fields

from .common import PipelineCase


class WorkbenchCase(PipelineCase):
    """What the rep and his colleagues have to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.pool"].search([]).active = False
        cls.pool = cls.env["crm.pool"].create(
            {"name": "Zhejiang", "company_id": cls.env.company.id}
        )
        cls.today = fields.Date.today()
        cls.lead = cls._new_lead()

    @classmethod
    def _new_lead(cls, user=None, **values):
        quiet = cls.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        return quiet.create(
            {
                "name": "西溪展厅",
                "type": "opportunity",
                "partner_name": "杭州绿城装饰设计有限公司",
                "phone": "138 5710 2231",
                "user_id": (user or cls.rep).id,
                "team_id": cls.team.id,
                **values,
            }
        )

    def _days(self, days):
        return self.today + timedelta(days=days)

    def _activity(self, record=None, user=None, days=0, **values):
        record = self.lead if record is None else record
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "问预算",
                "date_deadline": self._days(days),
                "user_id": (user or self.rep).id,
                **values,
            }
        )

    def _bench(self, user=None):
        user = user or self.rep
        self.env.flush_all()
        self.env.invalidate_all()  # each opening is a request of its own
        return (
            self.env["crm.workbench"]
            .with_user(user)
            .with_context(tz="UTC", lang="en_US", allowed_company_ids=None)
            .with_company(self.env.company)
        )

    def _cards(self, kind=None, user=None):
        cards = self._bench(user).load()["cards"]
        return [card for card in cards if kind in (None, card["kind"])]

    def _ids(self, kind, user=None):
        return [card["res_id"] for card in self._cards(kind, user)]

    def _act(self, kind, record, name, user=None, **values):
        return self._bench(user).act(kind, record.id, name, values)
