from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import workbench as rules
from .workbench_source import Source

#: Protections that end within so many days are shown.
ENDING_DAYS = 7
PROTECTION_FIELDS = ("name", "partner_name", "partner_id", "phone", "protected_until")
REGISTRATION_FIELDS = ("name", "customer_name", "project_name", "phone", "write_date")


class CrmWorkbench(models.AbstractModel):
    """Protections that run out, and registrations that came back."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        protections = Source(
            key="protection",
            title=self.env._("Protections Running Out"),
            icon="fa-shield",
            rank=20,
            records=self.env["crm.lead"],
            domain=self._get_protection_domain,
            late=lambda: Domain.FALSE,
            team=self._get_ending_domain,
            reassign=self._reassign_record,
            order="protected_until, id",
            fields=PROTECTION_FIELDS,
            cards=self._get_protection_cards,
            acts={
                "log": lambda lead, values: lead.action_log_follow_up(),
                "extend": lambda lead, values: lead.action_extend_protection(),
            },
            groups="sales_team.group_sale_salesman",
            action="crm.crm_lead_action_pipeline",
        )
        registrations = Source(
            key="registration",
            title=self.env._("Registrations to Mend"),
            icon="fa-undo",
            rank=50,
            records=self.env["crm.registration"],
            domain=self._get_returned_domain,
            late=lambda: Domain.FALSE,
            team=self._get_team_returned_domain,
            order="write_date, id",
            fields=REGISTRATION_FIELDS,
            cards=self._get_returned_cards,
            acts={"submit": lambda record, values: record.action_submit()},
            groups="sales_team.group_sale_salesman",
            action="crm_pipeline.crm_registration_action",
        )
        return [*super()._workbench_sources(), protections, registrations]

    # -- protections -----------------------------------------------------------------

    def _get_protection_domain(self):
        return Domain("user_id", "=", self.env.uid) & self._get_ending_domain()

    def _get_ending_domain(self):
        today = fields.Date.context_today(self)
        return (
            Domain("protected_until", ">=", today)
            & Domain("protected_until", "<=", today + timedelta(days=ENDING_DAYS))
            & Domain("won_status", "=", "pending")
        )

    def _get_protection_cards(self, leads):
        return [
            self._card(
                lead,
                title=lead.name,
                subtitle=self._get_customer_name(lead),
                phone=self._get_lead_phone(lead),
                acts=[
                    self._act(
                        "log",
                        self.env._("Log a Follow-up"),
                        icon="fa-pencil",
                        is_main=True,
                    ),
                    self._act(
                        "extend", self.env._("Extend"), icon="fa-calendar-plus-o"
                    ),
                ],
                **self._say_day(lead.protected_until),
            )
            for lead in leads
        ]

    def _get_customer_name(self, lead):
        # Who reads the opportunity reads its customer's name there.
        return lead.partner_name or lead.partner_id.sudo().name or ""

    def _get_lead_phone(self, lead):
        return rules.first_phone(lead.phone, lead.partner_id.sudo().phone)

    # -- registrations ---------------------------------------------------------------

    def _get_returned_domain(self):
        own = Domain("user_id", "=", self.env.uid)
        mine = Domain("requester_id", "=", self.env.uid)
        return own & self._get_team_returned_domain(mine)

    def _get_team_returned_domain(self, requested=Domain.TRUE):
        # Only those of drafts that the user may read.
        requests_sudo = self.env["crm.approval.request"].sudo()
        requests_sudo = requests_sudo._search(
            Domain("res_model", "=", "crm.registration")
            & Domain("state", "in", ("returned", "voided"))
            & requested
        )
        return Domain("state", "=", "draft") & Domain(
            "id", "in", requests_sudo.subselect("res_id")
        )

    def _get_returned_cards(self, registrations):
        registrations.mapped("approval_note")
        return [
            self._card(
                registration,
                title=registration.project_name,
                subtitle=registration.customer_name,
                detail=registration.approval_note or "",
                phone=rules.first_phone(registration.phone),
                due=fields.Datetime.to_string(registration.write_date),
                when=self._say_wait(registration.write_date),
                acts=[
                    self._act(
                        "submit",
                        self.env._("Submit Again"),
                        icon="fa-paper-plane",
                        is_main=True,
                    )
                ],
            )
            for registration in registrations
        ]
