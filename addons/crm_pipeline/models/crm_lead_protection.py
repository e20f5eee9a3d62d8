from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

BATCH = 200
NAMED = 5


class CrmLead(models.Model):
    """Protections grow with what is reached, are extended once, and end."""

    _inherit = "crm.lead"

    protection_change_ids = fields.One2many(
        "crm.protection.change", "lead_id", string="Protection", readonly=True
    )
    protection_expired_on = fields.Date(
        readonly=True, copy=False, help="When the end of the protection was dealt with."
    )

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | {"protection_expired_on"}

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.filtered("protected_until")._record_protection({}, "granted")
        return leads

    def write(self, vals):
        if "protected_until" not in vals:
            result = super().write(vals)
            if "stage_id" in vals:
                self._review_protection()
            return result
        before = {lead: lead.protected_until for lead in self}
        result = super().write(vals)
        # A new end is dealt with anew; the day of the last one is no manager's to set.
        self.filtered("protection_expired_on").sudo().protection_expired_on = False
        if "crm_protection_recorded" not in self.env.context:
            changed = self.filtered(lambda lead: lead.protected_until != before[lead])
            changed._record_protection(before, "manager")
        return result

    def _record_protection(self, before, kind, owners=None, **values):
        owners = owners or {}
        # The ledger is written by code alone.
        self.env["crm.protection.change"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "kind": kind,
                    "old_until": before.get(lead),
                    "new_until": lead.protected_until,
                    "user_id": self.env.uid,
                    "owner_id": owners.get(lead.id, lead.user_id.id),
                    **values,
                }
                for lead in self
            ]
        )

    def _protect_until(self, until, kind, **values):
        """Protect these leads at least until a day, and write down why.

        :param date until: a protection that lasts longer stays as it is
        """
        before = {lead: lead.protected_until for lead in self}
        shorter = self.filtered(
            lambda lead: not lead.protected_until or lead.protected_until < until
        )
        # A salesperson may not write it: the rules of the policy do.
        shorter.sudo().with_context(crm_protection_recorded=True).write(
            {"protected_until": until}
        )
        self._record_protection(before, kind, **values)

    # -- milestones ----------------------------------------------------------------

    def _running_protection_domain(self):
        today = fields.Date.context_today(self)
        return Domain("protected_until", ">=", today) & Domain(
            "won_status", "=", "pending"
        )

    def _review_protection(self):
        """Give these leads the days of the milestones they have reached."""
        today = fields.Date.context_today(self)
        # Policies are the company's: whoever works on a lead need not read them.
        leads_sudo = self.sudo().filtered_domain(self._running_protection_domain())
        if not leads_sudo:
            return
        policies = self.env["crm.protection.policy"].sudo()._by_policy(leads_sudo)
        for policy, of_policy in policies.items():
            for milestone in policy.milestone_ids:
                reached_sudo = self.sudo().search(
                    Domain("id", "in", of_policy.ids) & milestone._get_reached_domain()
                )
                reached_sudo._protect_until(
                    today + relativedelta(days=milestone.days),
                    "milestone",
                    milestone_id=milestone.id,
                )

    # -- extension by the salesperson ----------------------------------------------

    def action_extend_protection(self):
        """Ask for reason and evidence, then extend the protection."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pipeline.crm_lead_extend_action"
        )
        action["context"] = {"default_lead_id": self.id}
        return action

    def _extend_protection(self, note, attachments):
        """Extend the running protection once more, as its salesperson.

        :raises UserError: without reason or evidence, or when the policy allows none
        """
        self.ensure_one()
        self.check_access("write")
        if self.user_id != self.env.user and not self._may_protect():
            raise AccessError(
                self.env._(
                    "Only %(owner)s extends the protection of “%(lead)s”.",
                    owner=self.user_id.name,
                    lead=self.name,
                )
            )
        if not self.is_protected:
            raise UserError(
                self.env._(
                    "“%(lead)s” is not protected now: register the customer anew.",
                    lead=self.name,
                )
            )
        if not (note or "").strip() or not attachments:
            raise UserError(
                self.env._(
                    "Say why “%(lead)s” needs more time, and attach the evidence (a "
                    "survey, minutes, a message of the customer).",
                    lead=self.name,
                )
            )
        policy = self._check_extensions()
        self._protect_until(
            self.protected_until + relativedelta(days=policy.extension_days),
            "extension",
            note=note,
            attachment_ids=[fields.Command.set(attachments.ids)],
        )

    def _check_extensions(self):
        """Return the policy, or raise when it allows no further extension."""
        policies = self.env["crm.protection.policy"].sudo()._by_policy(self)
        policy = next(iter(policies), self.env["crm.protection.policy"])
        used = self.sudo().protection_change_ids.filtered(
            lambda change: change.kind == "extension"
        )
        if len(used) >= policy.extension_limit:
            raise UserError(
                self.env._(
                    "“%(lead)s” was extended %(count)s time(s), more is not allowed "
                    "without a manager. Ask yours to set a later day.",
                    lead=self.name,
                    count=len(used),
                )
            )
        return policy

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        today = fields.Date.context_today(self)
        won = self.browse(
            [
                lead_id
                for lead_id, status in new_status_by_lead.items()
                if status["is_won"]
                and not old_status_by_lead.get(lead_id, {}).get("is_won")
            ]
        ).filtered(lambda lead: lead.protected_until and lead.protected_until >= today)
        won._record_protection({lead: lead.protected_until for lead in won}, "won")
        return result

    # -- the night ------------------------------------------------------------------

    @api.model
    def _cron_protections(self):
        """Give the days of milestones, remind owners, and deal with what has ended."""
        # A job's clock is UTC, where the company's night still is the day before.
        self = self.with_context(tz=self.env.company.working_tz)
        running = self.search(self._running_protection_domain())
        ended = self.search(
            Domain("protected_until", "<", fields.Date.context_today(self))
            & Domain("protection_expired_on", "=", False)
            & Domain("won_status", "=", "pending")
        )
        self.env["ir.cron"]._commit_progress(remaining=len(running) + len(ended))
        for leads, method in ((running, "_review_protection"), (ended, "_expire")):
            for start in range(0, len(leads), BATCH):
                batch = leads[start : start + BATCH]
                getattr(batch, method)()
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return
        running._remind_of_protection()

    def _remind_of_protection(self):
        """Send each owner one summary a day of the protections that run out."""
        today = fields.Date.context_today(self)
        ending = self.browse()
        policies = self.env["crm.protection.policy"]._by_policy(self)
        for policy, leads in policies.items():
            days = {today + relativedelta(days=day) for day in policy._reminders()}
            ending |= leads.filtered(
                lambda lead, days=days: lead.protected_until in days
            )
        for owner, leads in ending.grouped("user_id").items():
            if owner:
                self._tell_of_protection(owner, leads.sorted("protected_until"), today)

    def _tell_of_protection(self, owner, leads, today):
        named = "; ".join(
            f"{lead.name} ({lead.protected_until})" for lead in leads[:NAMED]
        )
        if len(leads) > NAMED:
            named += " …"
        self.env["crm.business.event"]._emit(
            "protection.expiring",
            owner,
            # The night's job has no language of its own.
            self.with_context(lang=owner.lang or self.env.lang).env._(
                "%(count)s protection(s) run out soon: %(leads)s",
                count=len(leads),
                leads=named,
            ),
            audience=owner,
            key=f"protection.expiring:{owner.id}:{today}",
        )

    def _expire(self):
        """Deal with protections that have ended, as the policy says."""
        today = fields.Date.context_today(self)
        owners = {lead.id: lead.user_id.id for lead in self}
        policies = self.env["crm.protection.policy"]._by_policy(self)
        for policy, leads in policies.items():
            if policy.on_expiry == "pool":
                leads._give_to_pool()
        self.protection_expired_on = today
        before = {lead: lead.protected_until for lead in self}
        pooled = self.filtered("pool_id")
        pooled._record_protection(before, "pooled", owners)
        (self - pooled)._record_protection(before, "expired", owners)
        registrations = self.registration_id.filtered(lambda r: r.state == "converted")
        registrations.state = "expired"
        for lead in self.filtered("user_id"):
            lead._ask_after_protection()

    def _give_to_pool(self):
        """Put into the pool what nothing keeps with its owner."""
        kept = self.filtered_domain(self._get_exempt_domain())
        for lead in self - kept:
            try:
                with self.env.cr.savepoint():
                    lead._release(self.env._("its protection has ended"))
            except UserError as error:
                # No pool takes its team and region: its owner is asked instead.
                lead.message_post(body=str(error))

    def _ask_after_protection(self):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Protection ended on %(day)s", day=self.protected_until),
            note=self.env._(
                "Register the customer anew, ask your manager for an extension, or "
                "give the opportunity to the public pool."
            ),
            user_id=self.user_id.id,
        )

    # -- merging -------------------------------------------------------------------

    def _merge_dependences(self, opportunities):
        """The history of the merged protections is this one's, too."""
        # Whoever merges may not write the ledger: it moves by code.
        opportunities.sudo().protection_change_ids.lead_id = self
        return super()._merge_dependences(opportunities)
