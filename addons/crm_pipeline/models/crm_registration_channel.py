from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmRegistration(models.Model):
    """Registrations that a channel partner has made (渠道报备)."""

    _inherit = "crm.registration"

    channel_partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The company that brought this customer and registered it in the portal.",
    )
    channel_submitter_id = fields.Many2one(
        "res.users",
        string="Registered in the Portal by",
        readonly=True,
        copy=False,
    )
    channel_entry = fields.Json(
        string="As Typed in the Portal",
        readonly=True,
        copy=False,
        help="What the channel partner typed, kept as it was: he is shown this, "
        "whatever we correct later.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", copy=False)
    channel_token = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The form it came from: the same form makes one registration.",
    )
    partner_message = fields.Text(
        string="Message to the Channel Partner",
        copy=False,
        help="Shown to the channel partner in the portal. Reasons, comments and "
        "conflicts are not: write here what he may know.",
    )

    _channel_token_unique = models.UniqueIndex(
        "(channel_submitter_id, channel_token) WHERE channel_token IS NOT NULL",
        "This form has been sent already.",
    )
    _channel_open_idx = models.Index(
        "(channel_partner_id, state) WHERE channel_partner_id IS NOT NULL"
    )

    # -- what differs from the staff's ---------------------------------------------

    def _is_approved_by_rule(self):
        # An answer at once would tell an outsider whether anybody knows the customer.
        if (
            self.channel_partner_id
            and not self.company_id.channel_approves_without_conflict
        ):
            return False
        return super()._is_approved_by_rule()

    def _get_quota_domain(self):
        # The channel's registrations use up its own quota, not its salesperson's.
        return super()._get_quota_domain() & Domain("channel_partner_id", "=", False)

    def _check_quota(self):
        if not self.channel_partner_id:
            return super()._check_quota()
        return self._check_channel_quota(self.channel_partner_id, self.company_id)

    def _check_channel_quota(self, partner, company):
        """Raise when ``partner`` has as many open registrations as allowed.

        ``self`` is the registration that is not counted, or none yet.
        """
        # The limits are the managers' to set; everybody is held to them.
        partner_sudo = partner.sudo()
        limit = partner_sudo.channel_limit or company.sudo().channel_limit
        count = self.sudo().search_count(
            Domain("channel_partner_id", "=", partner_sudo.id)
            & Domain("id", "not in", self.ids)
            & (self._get_open_domain() | Domain("state", "=", "draft"))
        )
        if count >= limit:
            raise UserError(
                self.env._(
                    "%(partner)s has %(count)s open registrations, and %(limit)s are "
                    "allowed. Withdraw some of those under review, or wait until a "
                    "protection ends.",
                    partner=partner_sudo.name,
                    count=count,
                    limit=limit,
                )
            )

    def _prepare_lead_vals(self):
        vals = super()._prepare_lead_vals()
        if self.channel_partner_id:
            days = (
                self.channel_partner_id.channel_protection_days
                or self.company_id.channel_protection_days
            )
            today = fields.Date.context_today(self)
            vals["protected_until"] = today + relativedelta(days=days)
            vals["referred"] = self.channel_partner_id.name
        return vals

    # -- what the partner is told --------------------------------------------------

    def _approval_refused(self, request):
        result = super()._approval_refused(request)
        self._tell_channel()
        return result

    def _approve(self, reason):
        result = super()._approve(reason)
        self._tell_channel()
        return result

    def _tell_channel(self):
        """Mail to who registered it in the portal that there is an answer.

        The mail says no more than the portal does: that somebody has decided.
        """
        if not self.channel_submitter_id.active:
            return
        # He may not read it; a note on himself carries nothing of the document.
        partner = self.channel_submitter_id.partner_id
        env = self.with_context(lang=partner.lang).env
        company = self.company_id
        self.env["mail.thread"].message_notify(
            partner_ids=partner.ids,
            subject=env._("Your registration %(name)s", name=self.name),
            body=Markup("<p>%s</p><p><a href='%s'>%s</a></p>")
            % (
                env._(
                    "There is an answer to your registration %(name)s.", name=self.name
                ),
                f"{self.get_base_url()}/my/registrations/{self.id}",
                env._("See it in the portal"),
            ),
            author_id=company.partner_id.id,
            email_from=company.email_formatted or self.env.user.email_formatted,
        )
