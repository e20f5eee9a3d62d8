from odoo import api, fields, models
from odoo.exceptions import ValidationError

MANAGERS = "sales_team.group_sale_manager"


class ResPartner(models.Model):
    """A company that brings customers (渠道), and registers them in the portal."""

    _inherit = "res.partner"

    is_channel_partner = fields.Boolean(
        string="Channel Partner",
        groups=MANAGERS,
        copy=False,
        help="People of this company who have portal access may register customers "
        "there and see what became of their own registrations.",
    )
    channel_user_id = fields.Many2one(
        "res.users",
        string="Responsible for the Channel",
        groups=MANAGERS,
        copy=False,
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="The salesperson whose registrations these become.",
    )
    channel_limit = fields.Integer(
        string="Open Registrations",
        groups=MANAGERS,
        copy=False,
        help="0: as the settings say.",
    )
    channel_protection_days = fields.Integer(
        string="Protection (days)",
        groups=MANAGERS,
        copy=False,
        help="0: as the settings say.",
    )
    channel_registration_ids = fields.One2many(
        "crm.registration", "channel_partner_id", groups=MANAGERS
    )
    channel_registration_count = fields.Integer(
        compute="_compute_channel_registration_count", groups=MANAGERS
    )

    _channel_figures_positive = models.Constraint(
        "CHECK(COALESCE(channel_limit, 0) >= 0 "
        "AND COALESCE(channel_protection_days, 0) >= 0)",
        "The limits of a channel partner cannot be negative.",
    )

    @api.depends("channel_registration_ids")
    def _compute_channel_registration_count(self):
        counts = dict(
            self.env["crm.registration"]._read_group(
                [("channel_partner_id", "in", self.ids)],
                ["channel_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.channel_registration_count = counts.get(partner, 0)

    @api.constrains("is_channel_partner", "channel_user_id", "parent_id")
    def _check_channel(self):
        for partner in self.sudo().filtered("is_channel_partner"):
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(partner)s belongs to %(company)s. Mark the company as the "
                        "channel partner instead.",
                        partner=partner.name,
                        company=partner.commercial_partner_id.name,
                    )
                )
            if not partner._channel_user_is_fit():
                raise ValidationError(
                    self.env._(
                        "%(partner)s: choose the salesperson who is responsible for "
                        "this channel; registrations from the portal become his.",
                        partner=partner.name,
                    )
                )

    def _channel_user_is_fit(self):
        """Return whether somebody may take registrations of this channel now."""
        user = self.channel_user_id
        return user.active and user.has_group("sales_team.group_sale_salesman")

    def _get_channel_partner(self):
        """Return the channel partner that these people act for, as superuser.

        :return: an empty set for everybody else
        """
        # Portal users read neither these fields nor, often, their own company.
        return self.sudo().commercial_partner_id.filtered(
            lambda partner: partner.is_channel_partner and partner.active
        )

    def action_view_channel_registrations(self):
        """Open what this channel partner has registered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_registration_action"
        )
        action["domain"] = [("channel_partner_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
