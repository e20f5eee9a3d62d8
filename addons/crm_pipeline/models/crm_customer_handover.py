from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

MANAGES_APPROVALS = "crm_approval.crm_approval_group_manager"


class CrmCustomerHandover(models.Model):
    """Registrations, protections and channels go along; approvals are told."""

    _inherit = "crm.customer.handover"

    @api.model
    def _handover_sources(self):
        return [
            *super()._handover_sources(),
            self._get_protection_source(),
            self._handover_source(
                key="registration",
                title=self.env._("Registrations"),
                icon="fa-flag-o",
                rank=30,
                model="crm.registration",
                domain=self._get_registration_domain(),
                move=self._give_registrations,
                note=self.env._(
                    "What waits for approval is asked for anew in the successor's name."
                ),
            ),
            self._handover_source(
                key="channel",
                title=self.env._("Channel Partners"),
                icon="fa-handshake-o",
                rank=70,
                model="res.partner",
                owner="channel_user_id",
                customer="commercial_partner_id",
                move=self._give_channels,
                is_work=False,
            ),
            self._get_approval_source(),
        ]

    def _get_approval_source(self):
        return self._handover_source(
            key="approval",
            title=self.env._("Approvals That Wait for Him"),
            icon="fa-check-square-o",
            rank=95,
            model="crm.approval.request",
            owner="awaited_ids",
            customer="",
            domain=Domain("state", "=", "pending"),
            how="stays",
            note=self.env._(
                "Those who manage approvals hand them over; when the account is "
                "archived they go to his substitute or manager."
            ),
            action=self._get_approval_action(),
            is_work=False,
        )

    def _get_approval_action(self):
        if self.env.user.has_group(MANAGES_APPROVALS):
            return "crm_approval.crm_approval_request_hand_over_action"
        return ""

    def _get_protection_source(self):
        today = fields.Date.context_today(self)
        return self._handover_source(
            key="protection",
            title=self.env._("Running Protections"),
            icon="fa-shield",
            rank=25,
            model="crm.lead",
            domain=Domain("protected_until", ">=", today)
            & Domain("won_status", "=", "pending"),
            how="follows",
            detail=self._say_first_end,
            note=self.env._("No protection gets a day shorter."),
            is_work=False,
        )

    def _say_first_end(self, leads):
        first = min(leads.mapped("protected_until"))
        return self.env._(
            "the first one until %(day)s", day=format_date(self.env, first)
        )

    @api.model
    def _get_registration_domain(self):
        """Return which registrations are still of use: the others are evidence."""
        open_ones = Domain("state", "in", ["draft", "submitted"])
        return open_ones | (
            Domain("state", "in", ["approved", "converted"])
            & Domain("lead_id.won_status", "=", "pending")
        )

    # -- moving ----------------------------------------------------------------------

    def _give_registrations(self, registrations, previous, user, note):
        waiting = registrations.filtered(
            lambda registration: (
                registration.state == "submitted" and registration.user_id == previous
            )
        )
        given = self._give(registrations - waiting, previous, user, note)
        # One by one: each is an approval of its own, and a person has but a few.
        for registration in waiting:
            if self._ask_anew(registration, previous, user, note):
                given |= registration
        return given

    def _ask_anew(self, registration, previous, user, note):
        """Hand over what waits for an approval; return whether it went.

        Whose it is counts among what is approved, so a new owner voids the request.
        What cannot be asked for in his name (his limit is reached, ...) stays.
        """
        try:
            with self.env.cr.savepoint():
                registration.with_context(tracking_disable=True).user_id = user
                registration.with_user(user).action_submit()
        except UserError as error:
            registration.invalidate_recordset()
            registration.message_post(
                body=self.env._(
                    "It could not be handed over to %(user)s: %(problem)s",
                    user=user.name,
                    problem=str(error),
                )
            )
            return False
        self._write_chatter(registration, previous, user, note)
        return True

    def _give_channels(self, partners, previous, user, note):
        return self._give(partners, previous, user, note, owner="channel_user_id")
