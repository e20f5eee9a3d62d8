from odoo import api, fields, models
from odoo.fields import Domain

from .crm_payment_plan_line import FINANCE_GROUP

FAPIAO_FIELDS = ("buyer_name", "fapiao_type", "amount_total", "currency_id")
FAPIAO_FIELDS += ("applied_at", "applied_by_id", "name")


class CrmWorkbench(models.AbstractModel):
    """Finance sees which fapiao are waited for."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        fapiao = self._source(
            key="fapiao",
            title=self.env._("Fapiao to Issue"),
            icon="fa-ticket",
            rank=16,
            records=self.env["crm.fapiao"],
            domain=lambda: Domain("state", "=", "applied"),
            late=lambda: Domain.FALSE,
            order="applied_at, id",
            fields=FAPIAO_FIELDS,
            cards=self._get_fapiao_cards,
            acts={},
            groups=FINANCE_GROUP,
            action="crm_finance_link.crm_fapiao_action",
        )
        return [*super()._workbench_sources(), fapiao]

    def _get_fapiao_cards(self, applications):
        types = dict(
            applications._fields["fapiao_type"]._description_selection(self.env)
        )
        return [
            self._card(
                fapiao,
                title=fapiao.buyer_name,
                subtitle=" · ".join(
                    filter(
                        None,
                        (types[fapiao.fapiao_type], fapiao.applied_by_id.sudo().name),
                    )
                ),
                amount=fapiao.currency_id.format(fapiao.amount_total),
                when=self._say_wait(fapiao.applied_at),
                due=fields.Datetime.to_string(fapiao.applied_at),
                acts=[self._act_open()],
            )
            for fapiao in applications
        ]
