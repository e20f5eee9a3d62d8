from datetime import date

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mimetypes import guess_mimetype

from ..tools import portal_form
from .form_problems import FormProblems, sentence

#: what the form asks for; the values of a registration by the same names
FORM_FIELDS = (
    portal_form.FormField("customer_name", is_required=True),
    portal_form.FormField("credit_code", limit=40),
    portal_form.FormField("contact_name", limit=60, is_required=True),
    portal_form.FormField("phone", "phone", limit=60, is_required=True),
    portal_form.FormField("project_name", is_required=True),
    portal_form.FormField("site_address", is_required=True),
    portal_form.FormField("building"),
    portal_form.FormField("design_type_id", "number", is_required=True),
    portal_form.FormField("area", "area", limit=40),
    portal_form.FormField("budget", "amount", limit=40),
    portal_form.FormField("expected_date", "date", limit=40),
    portal_form.FormField("note", "text", limit=2000),
)
FILES = 5
FILE_SIZE = 10 * 1024 * 1024


class CrmRegistration(models.Model):
    """The one way by which a registration comes from the portal."""

    _inherit = "crm.registration"

    @api.model
    def _register_from_portal(self, typed, files, user):
        """Register and submit what ``user`` of a channel partner typed.

        The same form sent twice makes one registration. The person inside who is
        responsible for the channel registers it; ``user`` is told what he typed and
        what became of it, nothing else.

        :param dict typed: texts by field, and ``token`` of the form
        :param list files: ``(name, bytes)`` pairs
        :param user: ``res.users`` of the portal
        :return: the registration, as superuser
        :raises AccessError: he does not act for a channel partner
        :raises FormProblems: what cannot be taken, in sentences by field
        :raises UserError: a limit is reached
        """
        channel_sudo = user.partner_id._get_channel_partner()
        if not channel_sudo:
            raise AccessError(
                self.env._(
                    "Your company is not one of our channel partners. Ask your "
                    "contact person at our company to set it up."
                )
            )
        if sent_sudo := self._registered_from_form(typed.get("token"), user):
            return sent_sudo
        values = self._read_portal_form(typed)
        files = self._read_portal_files(files)
        inside = self._channel_inside(channel_sudo)
        self._count_portal_use(channel_sudo, user, inside.company_id)
        self._check_channel_quota(channel_sudo, inside.company_id)
        vals = self._prepare_portal_vals(typed, values, files, channel_sudo, user)
        # The person inside registers: portal users have no right to this model.
        registrations_sudo = self.with_context(
            allowed_company_ids=inside.company_id.ids, lang=inside.lang
        ).with_user(inside)
        registration_sudo = registrations_sudo.sudo().create(vals)
        registration_sudo._attach_portal_files(files)
        registration_sudo._submit_from_portal(user)
        return registration_sudo

    @api.model
    def _channel_inside(self, channel_sudo):
        """Return the person inside who takes registrations of this channel.

        :raises UserError: there is nobody just now
        """
        if not channel_sudo._channel_user_is_fit():
            raise UserError(
                self.env._(
                    "Nobody of us is responsible for your registrations just now. "
                    "Nothing is lost: call us, and send this form again afterwards."
                )
            )
        return channel_sudo.channel_user_id

    def _submit_from_portal(self, user):
        """Submit as the person inside, and tell him; ``self`` is superuser here."""
        problem = ""
        try:
            with self.env.cr.savepoint():
                self.sudo(False).action_submit()
        except UserError as error:
            # A matter of our own set-up, and none of the partner's: his registration
            # is kept as a draft, and the person inside is told what to mend.
            self.invalidate_recordset()
            problem = str(error)
        self._tell_inside(user, problem)

    @api.model
    def _registered_from_form(self, token, user):
        """Return what this form has made already, as superuser.

        :raises FormProblems: it carries no token
        """
        if not portal_form.is_token(token):
            raise FormProblems(
                {"": self.env._("This page has grown old. Send the form once more.")}
            )
        # Portal users have no right to this model; the token is this user's own.
        return self.sudo().search(
            [("channel_submitter_id", "=", user.id), ("channel_token", "=", token)]
        )

    # -- what was typed ------------------------------------------------------------

    @api.model
    def _read_portal_form(self, typed):
        """Return the values of the form.

        :raises FormProblems: one sentence for each field that cannot be taken
        """
        values, problems = portal_form.clean(FORM_FIELDS, typed)
        labels = self._portal_labels()
        sentences = {
            name: sentence(self.env, labels[name], problem)
            for name, problem in problems.items()
        }
        # Design types are no secret: the form lists them.
        types_sudo = self.env["crm.design.type"].sudo()
        if type_id := values.get("design_type_id"):
            if not types_sudo.search_count([("id", "=", type_id)], limit=1):
                sentences["design_type_id"] = sentence(
                    self.env, labels["design_type_id"], portal_form.Problem("number")
                )
        if code := values.get("credit_code"):
            if said := self.env["res.partner"]._credit_code_problem(code):
                sentences["credit_code"] = said
        if sentences:
            raise FormProblems(sentences)
        return values

    @api.model
    def _portal_labels(self):
        """Return what the fields of the form are called, in the user's language."""
        return {
            "customer_name": self.env._("Customer's full company name"),
            "credit_code": self.env._("Unified Social Credit Code"),
            "contact_name": self.env._("Customer's contact person"),
            "phone": self.env._("Contact's phone"),
            "project_name": self.env._("Project name"),
            "site_address": self.env._("Site address"),
            "building": self.env._("Building, floor"),
            "design_type_id": self.env._("Design type"),
            "area": self.env._("Area (m²)"),
            "budget": self.env._("Budget"),
            "expected_date": self.env._("Expected start"),
            "note": self.env._("Remarks"),
            "files": self.env._("Evidence"),
        }

    @api.model
    def _read_portal_files(self, files):
        """Return ``(name, content)`` of what may be stored.

        :raises FormProblems: too many, too large, or of no kind that is taken
        """
        files = [(portal_form.file_name(name), content) for name, content in files]
        said = None
        if len(files) > FILES:
            said = self.env._(
                "%(count)s files were chosen; at most %(limit)s are taken.",
                count=len(files),
                limit=FILES,
            )
        for name, content in files[:FILES]:
            if len(content) > FILE_SIZE:
                said = self.env._(
                    "“%(file)s” is larger than %(limit)s MB. Send a smaller one.",
                    file=name,
                    limit=FILE_SIZE // 1024**2,
                )
            elif not content:
                said = self.env._("“%(file)s” is empty. Choose it again.", file=name)
            elif portal_form.file_problem(name, guess_mimetype(content)):
                said = self.env._(
                    "“%(file)s” cannot be taken: send a PDF, a picture (PNG, JPG, "
                    "WebP) or an Office document (DOCX, XLSX, PPTX).",
                    file=name,
                )
        if said:
            raise FormProblems({"files": said})
        return files

    @api.model
    def _prepare_portal_vals(self, typed, values, files, channel_sudo, user):
        # A record of ours, whoever may read it.
        source = self.env.ref(
            "crm_pipeline.utm_source_channel", raise_if_not_found=False
        )
        entry = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
        }
        return {
            **values,
            "channel_partner_id": channel_sudo.id,
            "channel_submitter_id": user.id,
            "channel_entry": {**entry, "files": [name for name, _content in files]},
            "channel_token": typed["token"],
            "source_id": source.id if source else False,
            "user_id": channel_sudo.channel_user_id.id,
            "company_id": channel_sudo.channel_user_id.company_id.id,
        }

    def _attach_portal_files(self, files):
        # Written as the person inside: whose file it is decides who may read it.
        self.attachment_ids = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, content in files
            ]
        )

    # -- limits, and who is told ---------------------------------------------------

    @api.model
    def _count_portal_use(self, channel_sudo, user, company):
        """Count this use of the form.

        The counter of the partner also makes two people of one partner wait for each
        other, so that both cannot take the last place of its quota.

        :raises UserError: when the hour's or the day's limit is reached
        """
        company_sudo, usage_sudo = company.sudo(), self.env["crm.rate.usage"].sudo()
        hourly, daily = (
            company_sudo.channel_hourly_limit,
            company_sudo.channel_daily_limit,
        )
        if not usage_sudo._use(f"channel:user:{user.id}", hourly):
            raise UserError(
                self.env._(
                    "You have registered %(count)s customers within this hour; that "
                    "is the limit. Go on in the next hour.",
                    count=hourly,
                )
            )
        if not usage_sudo._use(f"channel:{channel_sudo.id}", daily, "day"):
            raise UserError(
                self.env._(
                    "Your company has registered %(count)s customers today; that is "
                    "the limit. Go on tomorrow.",
                    count=daily,
                )
            )

    def _tell_inside(self, user, problem=""):
        """Tell the person inside that the channel has registered a customer."""
        body = self.env._(
            "%(person)s of %(partner)s has registered %(customer)s in the portal.",
            person=user.name,
            partner=self.channel_partner_id.name,
            customer=self.customer_name,
        )
        if self.state == "draft":
            body += " " + self.env._(
                "It is still a draft: look at it and submit it yourself. %(problem)s",
                problem=problem,
            )
        self.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.env._("Channel registration %(name)s", name=self.display_name),
            body=body,
            author_id=user.partner_id.id,
        )

    def _withdraw_from_portal(self):
        """Take back what a channel partner registered, as long as it is under review.

        ``self`` is superuser here; the caller has checked whose registration it is.

        :raises UserError: it has been decided meanwhile
        """
        self.ensure_one()
        if self.state != "submitted":
            raise UserError(
                self.env._(
                    "Your registration %(name)s is not under review any more, so it "
                    "cannot be withdrawn.",
                    name=self.name,
                )
            )
        requester = self.approval_request_id.requester_id
        self.approval_request_id.with_user(requester).sudo().action_withdraw()
        self.message_post(
            body=self.env._("The channel partner has withdrawn it in the portal."),
            subtype_xmlid="mail.mt_note",
            author_id=self.env.user.partner_id.id,
        )
