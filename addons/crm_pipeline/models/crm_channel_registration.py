from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CrmChannelRegistration(models.Model):
    """A registration as the channel partner sees it who made it.

    Portal users have no right to registrations themselves. This is all that they may
    know: what they typed, what became of it, until when it is protected, and what we
    wrote for them. Whatever is added to registrations, nothing of it is shown here
    unless it is named here.
    """

    _name = "crm.channel.registration"
    _description = "Registration of a Channel Partner"
    _auto = False
    _order = "submitted_at desc, id desc"
    _depends = {
        "crm.registration": [
            "channel_entry",
            "channel_partner_id",
            "channel_submitter_id",
            "decided_at",
            "design_type_id",
            "lead_id",
            "name",
            "partner_message",
            "state",
        ],
        "crm.lead": ["protected_until"],
        "res.partner": ["is_channel_partner"],
    }

    name = fields.Char(string="Number", readonly=True)
    status = fields.Selection(
        [
            ("review", "Under Review"),
            ("completing", "Being Completed"),
            ("protected", "Protected"),
            ("refused", "Not Accepted"),
            ("withdrawn", "Withdrawn"),
            ("ended", "Protection Ended"),
        ],
        readonly=True,
    )
    customer_name = fields.Char(string="Customer", readonly=True)
    project_name = fields.Char(string="Project", readonly=True)
    entry = fields.Json(string="As Typed", readonly=True)
    submitter_name = fields.Char(string="Registered by", readonly=True)
    submitted_at = fields.Datetime(readonly=True)
    decided_at = fields.Datetime(readonly=True)
    protected_until = fields.Date(readonly=True)
    days_left = fields.Integer(readonly=True)
    message = fields.Text(readonly=True)
    # For the rule alone: no way from here to what hangs on a partner.
    channel_partner_id = fields.Many2one(
        "res.partner", readonly=True, groups="base.group_system"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT r.id, r.name,
                CASE
                    WHEN r.state = 'draft' THEN 'completing'
                    WHEN r.state = 'rejected' THEN 'refused'
                    WHEN r.state = 'withdrawn' THEN 'withdrawn'
                    WHEN r.state = 'expired' THEN 'ended'
                    WHEN r.state = 'converted' AND lead.protected_until >= %(today)s
                        THEN 'protected'
                    WHEN r.state = 'converted' THEN 'ended'
                    ELSE 'review'
                END AS status,
                r.channel_entry ->> 'customer_name' AS customer_name,
                r.channel_entry ->> 'project_name' AS project_name,
                r.channel_entry AS entry,
                person.name AS submitter_name,
                r.create_date AS submitted_at,
                CASE WHEN r.state IN ('converted', 'expired', 'rejected')
                    THEN r.decided_at END AS decided_at,
                lead.protected_until,
                GREATEST(lead.protected_until - %(today)s, 0) AS days_left,
                r.partner_message AS message,
                r.channel_partner_id
            FROM crm_registration AS r
            JOIN res_partner AS partner ON partner.id = r.channel_partner_id
             AND partner.is_channel_partner AND partner.active
            LEFT JOIN res_users AS submitter ON submitter.id = r.channel_submitter_id
            LEFT JOIN res_partner AS person ON person.id = submitter.partner_id
            LEFT JOIN crm_lead AS lead ON lead.id = r.lead_id
             AND r.state IN ('converted', 'expired')
            WHERE r.channel_entry IS NOT NULL
            """,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _get_portal_filters(self):
        """Return the domains by which the list in the portal is filtered."""
        return {
            "all": [],
            "review": [("status", "in", ("review", "completing"))],
            "protected": [("status", "=", "protected")],
            "ending": [("status", "=", "protected"), ("days_left", "<=", 7)],
            "closed": [("status", "in", ("refused", "withdrawn", "ended"))],
        }

    def _withdraw(self):
        """Take this registration back: everybody of the partner may.

        :raises UserError: it has been decided meanwhile
        """
        self.ensure_one()
        # The rule of this model says whose it is.
        self.check_access("read")
        if not self.exists():
            raise AccessError(self.env._("This registration is not yours."))
        registration_sudo = self.env["crm.registration"].sudo().browse(self.id)
        registration_sudo._withdraw_from_portal()
        self.invalidate_model()
