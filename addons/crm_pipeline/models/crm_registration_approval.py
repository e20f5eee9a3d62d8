from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# The customer record is left out: approval makes it for a new customer.
COUNTED_FIELDS = (
    "customer_name",
    "credit_code",
    "phone",
    "contact_name",
    "wecom_external_id",
    "project_name",
    "site_address",
    "building",
    "design_type_id",
    "area",
    "budget",
    "user_id",
    "team_id",
)


class CrmRegistration(models.Model):
    _inherit = "crm.registration"

    # -- what is approved ----------------------------------------------------------

    def write(self, vals):
        self._check_decided(vals)
        return super().write(vals)

    def _check_decided(self, vals):
        """Refuse to rewrite what an approval was given for."""
        named = self._approval_counted_fields().intersection(vals)
        decided = self.filtered(lambda r: r.state in ("approved", "converted"))
        if named and decided and not self.env.su:
            raise UserError(
                self.env._(
                    "%(registration)s is approved: %(fields)s cannot change any "
                    "more. Change the opportunity, or register anew.",
                    registration=decided[0].display_name,
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(named)
                    ),
                )
            )

    @api.model
    def _approval_counted_fields(self):
        # The customer is not content, but his name, code and phone follow him.
        return frozenset({*COUNTED_FIELDS, "partner_id"})

    def _approval_recheck(self):
        # Once decided, the approval is history: the opportunity lives on.
        waiting = self.filtered(lambda r: r.state == "submitted")
        return super(CrmRegistration, waiting)._approval_recheck()

    def _approval_interested_users(self):
        return self.user_id

    def _approval_content(self):
        self.ensure_one()
        content = {}
        for name in COUNTED_FIELDS:
            value = self[name]
            content[name] = value.id if self._fields[name].relational else value
        return content

    def _approval_summary(self):
        label = self._fields
        rows = [
            (label["customer_name"], self.customer_name),
            (label["credit_code"], self.credit_code),
            (label["project_name"], self.project_name),
            (label["site_address"], f"{self.site_address} {self.building or ''}"),
            (label["design_type_id"], self.design_type_id.name),
            (label["area"], self.area and f"{self.area:g}"),
            (label["budget"], self.budget and self.currency_id.format(self.budget)),
            (label["user_id"], self.user_id.name),
        ]
        summary = [
            {"label": field._description_string(self.env), "value": value}
            for field, value in rows
            if value
        ]
        levels = dict(self.match_ids._fields["level"]._description_selection(self.env))
        return summary + [
            {
                "label": self.env._("Conflict: %(level)s", level=levels[match.level]),
                "value": f"{match.display} ({match.reason_text})",
                "is_confidential": True,
            }
            for match in self.match_ids
        ]

    # -- the way -------------------------------------------------------------------

    def action_submit(self):
        """Store the conflicts found now as evidence and ask for the approval."""
        return self.action_request_approval()

    def _approval_submit(self, chosen=None):
        if self.state not in ("draft", "rejected", "withdrawn"):
            raise UserError(
                self.env._(
                    "%(registration)s is submitted already.",
                    registration=self.display_name,
                )
            )
        self.check_access("write")
        self._check_quota()
        self._store_matches()
        # State and evidence are written by code alone.
        self.sudo().state = "submitted"
        if self._is_approved_by_rule():
            self._report_submission("rule")
            self.sudo()._approve(self.env._("by the rule of the team"))
            return
        super()._approval_submit(chosen)
        self._report_submission(self.approval_request_id.id)

    def _report_submission(self, occasion):
        self.env["crm.business.event"]._emit(
            "registration.submitted",
            self,
            self.env._("Registration %(name)s submitted", name=self.display_name),
            partner=self.partner_id,
            key=f"registration.submitted:{self.id}:{occasion}",
        )

    def _is_approved_by_rule(self):
        is_harmless = self.conflict_level in ("none", "info")
        return is_harmless and self.team_id.approves_without_conflict

    def _check_quota(self):
        """Raise when the salesperson has as many open registrations as allowed."""
        limit = self.team_id.registration_limit
        if not limit:
            return
        # What is open counts, whoever may read it.
        count = self.sudo().search_count(
            self._get_quota_domain() & self._get_open_domain()
        )
        if count >= limit:
            raise UserError(
                self.env._(
                    "%(user)s has %(count)s open registrations, and %(limit)s are "
                    "allowed. Win, give up or withdraw some of them first.",
                    user=self.user_id.name,
                    count=count,
                    limit=limit,
                )
            )

    def _get_quota_domain(self):
        """Return which other registrations use up the same quota."""
        return Domain("user_id", "=", self.user_id.id) & Domain("id", "!=", self.id)

    @api.model
    def _get_open_domain(self):
        """Return which registrations are open: to decide, or still protected."""
        today = fields.Date.context_today(self)
        return Domain("state", "=", "submitted") | (
            Domain("state", "=", "converted")
            & Domain("lead_id.protected_until", ">=", today)
            & Domain("lead_id.won_status", "=", "pending")
        )

    def _store_matches(self):
        """Keep the conflicts as they are now, seen in full: the approver's evidence."""
        registration_sudo = self.sudo()
        (found,) = registration_sudo.find_conflicts([self._conflict_query()])
        found = registration_sudo._conflicts_of_others(found)
        levels = {item["level"] for item in found}
        registration_sudo.conflict_level = next(
            (level for level in ("block", "review", "info") if level in levels), "none"
        )
        registration_sudo.match_ids.unlink()
        registration_sudo.match_ids = [
            fields.Command.create(
                {
                    "sequence": sequence,
                    "res_model": item["model"],
                    "res_id": item["id"],
                    **{key: item[key] for key in ("level", "score", "reasons")},
                    "display": item["display"],
                }
            )
            for sequence, item in enumerate(found)
        ]

    def action_withdraw(self):
        """Take a submitted registration back."""
        self.ensure_one()
        return self.action_withdraw_approval()

    def _approval_withdrawn(self, request):
        self.state = "withdrawn"

    def _approval_needs_reason(self):
        # A grave conflict is arbitrated: the loser will ask why.
        return self.conflict_level == "block" or super()._approval_needs_reason()

    def _approval_granted(self, request):
        self._approve(request.decision_ids[-1:].comment)

    def _approve(self, reason):
        """Approve this registration (as superuser) and tell its salesperson."""
        self.write({"state": "approved", "decided_at": fields.Datetime.now()})
        self._convert_to_opportunity()
        sentence = self.env._(
            "Registration %(name)s approved, protected until %(date)s",
            name=self.display_name,
            date=self.protected_until,
        )
        self.env["crm.business.event"]._emit(
            "registration.approved",
            self,
            f"{sentence} ({reason})" if reason else sentence,
            partner=self.partner_id,
            audience=self.user_id,
            key=f"registration.approved:{self.id}:{self.lead_id.id}",
        )

    def _approval_refused(self, request):
        self.write({"state": "rejected", "decided_at": fields.Datetime.now()})
        self.env["crm.business.event"]._emit(
            "registration.refused",
            self,
            self.env._(
                "Registration %(name)s rejected: %(reason)s",
                name=self.display_name,
                reason=request.decision_ids[-1:].comment,
            ),
            partner=self.partner_id,
            audience=self.user_id,
            key=f"registration.refused:{self.id}:{request.id}",
        )

    def _approval_returned(self, request):
        self.state = "draft"
        return super()._approval_returned(request)

    def _approval_amount(self):
        return self.budget or super()._approval_amount()

    def _approval_voided(self, request):
        if self.state == "submitted":
            self.state = "draft"
        return super()._approval_voided(request)

    # -- the protected opportunity -----------------------------------------------------

    def _convert_to_opportunity(self):
        """Make the customer (when new) and the protected opportunity."""
        self.ensure_one()
        # The approval's own event tells the salesperson.
        quiet = self.with_context(mail_auto_subscribe_no_notify=True).env
        if not self.partner_id:
            # Not an edit of the content: the same customer, now with a record.
            self.partner_id = quiet["res.partner"].create(self._prepare_partner_vals())
        lead = quiet["crm.lead"].create(self._prepare_lead_vals())
        self.write({"state": "converted", "lead_id": lead.id})

    def _prepare_partner_vals(self):
        vals = {
            "name": self.customer_name,
            "is_company": True,
            "credit_code": self.credit_code,
            "phone": self.phone,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
        }
        if self.contact_name:
            vals["child_ids"] = [
                fields.Command.create(
                    {"name": self.contact_name, "phone": self.phone, "type": "contact"}
                )
            ]
        return vals

    def _prepare_lead_vals(self):
        days = self.team_id.protection_days or 30
        return {
            "type": "opportunity",
            "name": f"{self.customer_name} · {self.project_name}",
            "partner_id": self.partner_id.id,
            "contact_name": self.contact_name,
            "phone": self.phone,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "expected_revenue": 0.0,
            "source_id": self.source_id.id,
            "registration_id": self.id,
            "project_name": self.project_name,
            "site_address": f"{self.site_address} {self.building or ''}".strip(),
            "design_type_id": self.design_type_id.id,
            "area": self.area,
            "description": self.note,
            "protected_until": fields.Date.context_today(self)
            + relativedelta(days=days),
        }
