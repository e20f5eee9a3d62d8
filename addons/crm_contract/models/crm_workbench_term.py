from odoo import api, models
from odoo.fields import Domain

TERM_FIELDS = ("name", "title", "partner_id", "state", "date_term_end")
TERM_FIELDS += ("amount_with_supplements", "currency_id", "reminder_date")


class CrmWorkbench(models.AbstractModel):
    """Contracts that end soon, or ended without being closed or renewed."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        contracts = self.env["crm.contract"]
        ending = self._source(
            key="contract_end",
            title=self.env._("Contracts that End"),
            icon="fa-hourglass-end",
            rank=58,
            records=contracts,
            domain=lambda: (
                Domain("user_id", "=", self.env.uid) & contracts._get_ending_domain()
            ),
            team=contracts._get_ending_domain,
            late=lambda: Domain("date_term_end", "<", contracts._term_today()),
            order="date_term_end, id",
            fields=TERM_FIELDS,
            cards=self._get_ending_cards,
            acts={"renew": lambda contract, values: contract.action_renew()},
            groups="sales_team.group_sale_salesman",
            action="crm_contract.crm_contract_action",
        )
        return [*super()._workbench_sources(), ending]

    def _get_ending_cards(self, contracts):
        renew = self.env._("Renew")
        return [
            self._card(
                contract,
                title=contract.display_name,
                subtitle=contract.partner_id.sudo().name or "",  # on his own contract
                amount=contract.currency_id.format(contract.amount_with_supplements),
                phone=self._get_phone(contract.partner_id.sudo()),
                acts=[
                    self._act("renew", renew, icon="fa-repeat", is_main=True),
                ],
                **self._say_day(contract.date_term_end),
            )
            for contract in contracts
        ]
