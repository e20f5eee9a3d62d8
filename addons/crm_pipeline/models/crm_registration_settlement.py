from odoo import fields, models

from ..tools import contact_keys


class CrmRegistration(models.Model):
    """What follows once the last approver has agreed to an outcome."""

    _inherit = "crm.registration"

    def _approval_granted(self, request):
        outcome = self._standing_outcome(request)
        if outcome.outcome == "hand_over":
            self._settle_hand_over(outcome)
            return
        if outcome.outcome == "split":
            # Written first: who shares it is told with the approval.
            self._create_shares(outcome)
        super()._approval_granted(request)
        comment = request.decision_ids[-1:].comment
        self.decision_note = comment
        if self.share_ids:
            self._tell_sharers(outcome)

    def _approval_refused(self, request):
        self.decision_note = request.decision_ids[-1:].comment
        return super()._approval_refused(request)

    def _approval_submit(self, chosen=None):
        # A new round: what was said about the last one is history.
        self.sudo().decision_note = False
        return super()._approval_submit(chosen)

    # -- split -----------------------------------------------------------------------

    def _create_shares(self, outcome):
        self.env["crm.registration.share"].create(
            [
                {
                    "registration_id": self.id,
                    "user_id": user_id,
                    "percent": percent,
                    "outcome_id": outcome.id,
                }
                for user_id, percent in outcome.shares
            ]
        )

    def _tell_sharers(self, outcome):
        others = self.share_ids.user_id - self.user_id
        self.env["crm.business.event"]._emit(
            "registration.split",
            self,
            self.env._(
                "Registration %(name)s of %(owner)s is shared: %(shares)s (%(reason)s)",
                name=self.display_name,
                owner=self.user_id.name,
                shares=outcome.share_text,
                reason=outcome.reason,
            ),
            partner=self.partner_id,
            audience=others,
            key=f"registration.split:{self.id}:{outcome.id}",
        )

    # -- hand over -------------------------------------------------------------------

    def _settle_hand_over(self, outcome):
        """Turn the claim down and give what it says to whom it belongs to."""
        note = f"{outcome._text_for_claimant()}: {outcome.reason}"
        self.write(
            {
                "state": "rejected",
                "decided_at": fields.Datetime.now(),
                "decision_note": note,
            }
        )
        lead = self._find_owner_lead(outcome) or self._create_owner_lead(outcome)
        outcome.lead_id = lead
        self.env["crm.business.event"]._emit(
            "registration.refused",
            self,
            self.env._(
                "Registration %(name)s rejected: %(reason)s",
                name=self.display_name,
                reason=note,
            ),
            audience=self.user_id,
            key=f"registration.refused:{self.id}:{outcome.request_id.id}",
        )
        self.env["crm.business.event"]._emit(
            "registration.handed_over",
            lead,
            self.env._(
                "“%(project)s” of your customer was registered by a colleague and is "
                "yours: %(reason)s",
                project=self.project_name,
                reason=outcome.reason,
            ),
            partner=lead.partner_id,
            audience=outcome.owner_id,
            key=f"registration.handed_over:{self.id}:{outcome.id}",
        )

    def _find_owner_lead(self, outcome):
        """Return the owner's open opportunity with this customer at this site."""
        holder = self._get_holder(outcome)
        leads = holder.get("lead") or self.env["crm.lead"]
        if customer := holder["partner"].commercial_partner_id:
            leads |= leads.search(
                [
                    ("partner_id.commercial_partner_id", "=", customer.id),
                    ("user_id", "=", outcome.owner_id.id),
                    ("won_status", "=", "pending"),
                ]
            )
        site = contact_keys.address_key(self._conflict_query()["address"])
        # The one found counts for this site unless it says another.
        return leads.filtered(
            lambda lead: (
                contact_keys.address_key(lead.site_address) == site
                or (lead == holder.get("lead") and not lead.site_address)
            )
        )[:1]

    def _create_owner_lead(self, outcome):
        customer = self._get_holder(outcome)["partner"]
        name = customer.name or self.customer_name
        owner = outcome.owner_id
        team = owner.sale_team_id or self.team_id
        vals = self._prepare_lead_vals()
        # What the claimant noted of people is his; the project is the customer's.
        for name in ("contact_name", "phone", "description", "registration_id"):
            vals.pop(name)
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        leads = quiet.env["crm.lead"]._with_ownership_reason(
            "arbitration",
            self.display_name,
            decided_by=outcome.user_id,
        )
        return leads.create(
            {
                **vals,
                "partner_id": customer.id,
                "partner_name": name,
                "name": f"{name} · {self.project_name}",
                "user_id": owner.id,
                "team_id": team.id,
            }
        ).with_env(self.env)
