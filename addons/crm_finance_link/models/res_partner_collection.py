from odoo import api, fields, models


class ResPartner(models.Model):
    """Customers who are never reminded, and what was asked of the others."""

    _inherit = "res.partner"

    is_dunning_exempt = fields.Boolean(
        string="No Reminders",
        tracking=True,
        help="The dunning ladder leaves this customer out: nobody is asked to call, no "
        "message is proposed.",
    )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "is_dunning_exempt"]

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            self._timeline_event_source("receipt", "crm.payment.promise"),
            self._timeline_event_source("receipt", "crm.payment.dispute"),
            self._timeline_event_source("receipt", "crm.dunning.notice"),
            self._timeline_event_source("receipt", "crm.bad.debt"),
            self._timeline_source(
                "receipt",
                "crm.dunning.step",
                "done_on",
                label=self.env._("Dunning step"),
                domain=[("is_skipped", "=", False)],
                title="level_name",
                user="user_id",
                amount="amount",
                document=("plan_line_id", "crm.payment.plan.line"),
            ),
        ]
