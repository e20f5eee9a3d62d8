from odoo import api, fields, models
from odoo.fields import Domain


class CrmFollowUpMixin(models.AbstractModel):
    """A record that is followed up, and the clock that this restarts."""

    _name = "crm.follow.up.mixin"
    _description = "Record That is Followed Up"

    #: The many2one of ``crm.follow.up`` that points here.
    _follow_up_field = None

    last_effective_contact_at = fields.Datetime(
        string="Last Effective Follow-up",
        compute="_compute_last_effective_contact_at",
        store=True,
        copy=False,
        help="When the customer was last reached: an answered call, a visit, a "
        "meeting, a reply, a survey, a quotation.",
    )

    def _compute_last_effective_contact_at(self):
        last = dict(
            self.env["crm.follow.up"]._read_group(
                [(self._follow_up_field, "in", self.ids), ("outcome", "=", "counted")],
                [self._follow_up_field],
                ["happened_at:max"],
            )
        )
        for record in self:
            record.last_effective_contact_at = last.get(record._origin)

    @api.model
    def _get_idle_domain(self, since):
        """Return what was not followed up effectively since ``since``.

        A record that was never followed up counts from its assignment, and so does
        one that was followed up by an earlier owner.
        """
        last = Domain("last_effective_contact_at", "=", False)
        last |= Domain("last_effective_contact_at", "<", since)
        return Domain("owned_since", "<", since) & last

    def _record_customer_reply(self, message):
        """Write down that the customer answered, when ``message`` is from him."""
        if not self._is_customer_reply(message):  # first: it costs no query
            return
        kind = self.env.ref("crm_pipeline.crm_follow_up_kind_reply", False)
        if not kind:
            return
        follow_up = self.env["crm.follow.up"]
        facts = [
            {
                **follow_up._get_subject_vals(record_sudo),
                "kind_id": kind.id,
                "user_id": False,
                "source_model": "mail.message",
                "source_id": message.id,
            }
            for record_sudo in self.sudo()  # a portal customer reads neither
        ]
        follow_up._record(facts)

    def _is_customer_reply(self, message):
        """Return whether ``message`` came from the customer himself.

        A colleague may name any author, so it has to come in by mail (which the
        system posts) or from the customer's own login.
        """
        if message.message_type not in ("email", "comment"):
            return False
        if not (self.env.su or self.env.user.share):
            return False
        author_sudo = message.sudo().author_id
        if author_sudo:
            return author_sudo.partner_share
        return message.message_type == "email"

    def action_log_follow_up(self, kind_id=False):
        """Open the dialog that writes down a follow-up.

        :param int kind_id: the kind to begin with; the first one when left out
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_follow_up_log_action"
        )
        action["context"] = {f"default_{self._follow_up_field}": self.id}
        if kind_id:
            action["context"]["default_kind_id"] = kind_id
        return action
