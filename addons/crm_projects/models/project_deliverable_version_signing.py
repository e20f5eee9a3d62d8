from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from .project_deliverable_version import VERSION_FLOW


class ProjectDeliverableVersion(models.Model):
    """The client's acceptance of a version: once, of the latest, and for good."""

    _name = "project.deliverable.version"
    _inherit = ["project.deliverable.version", "project.acceptance.mixin"]

    sign_method = fields.Selection(
        selection_add=[("silent", "By silence, as the contract says")]
    )

    _signed_unique = models.UniqueIndex(
        "(deliverable_id) WHERE state = 'signed_off'",
        "Only one version of a deliverable can be signed off.",
    )

    def _sign_off(self, name, signature, ip=None, partner=None):
        """Record the client's signature on this version, once and for good.

        :param str name: the signer's name as typed
        :param signature: the drawn signature, a base64 image
        :param str ip: where the request came from
        :param partner: the signer, when logged in
        :raise UserError: outdated, unreleased or signed version; damaged file;
            missing name or signature
        """
        self._begin_sign_off()
        self._finish_sign_off(self._portal_acceptance(name, signature, ip, partner))

    def _begin_sign_off(self):
        """Let nobody else sign, and raise when this version cannot be signed."""
        self.ensure_one()
        self.deliverable_id._lock_row()
        self._check_sign_allowed()
        self._check_file()  # what is signed must be what was uploaded

    def _finish_sign_off(self, values):
        """Write the acceptance, and do what follows from it."""
        self.with_context(version_flow=VERSION_FLOW).write(
            {**values, "state": "signed_off", "signed_sha256": self.sha256}
        )
        deliverable = self.deliverable_id
        deliverable.milestone_id._reach_when_signed_off()
        self._announce_sign_off()
        deliverable._on_signed_off(self)

    def _check_sign_allowed(self):
        deliverable = self.deliverable_id
        current = deliverable.client_version_id
        if deliverable.state == "signed_off":
            raise UserError(
                self.env._(
                    "%(deliverable)s was signed off by %(name)s already (version "
                    "%(number)s).",
                    deliverable=deliverable.name,
                    name=current.signed_by,
                    number=current.number,
                )
            )
        if self.state == "superseded":
            raise UserError(
                self.env._(
                    "Version %(old)s is outdated: version %(new)s was released after "
                    "it. Reload the page and sign version %(new)s.",
                    old=self.number,
                    new=current.number,
                )
            )
        if self.state != "released":
            raise UserError(
                self.env._("Version %(number)s is not released.", number=self.number)
            )

    def _sign_off_sentence(self):
        """Return in a sentence how this version was accepted."""
        self.ensure_one()
        if self.sign_method == "paper":
            return self.env._(
                "Version %(number)s signed off by %(name)s on paper; the scan was "
                "recorded by %(user)s",
                number=self.number,
                name=self.signed_by,
                user=self.recorded_by_id.name,
            )
        if self.sign_method == "silent":
            return self.env._(
                "Version %(number)s counts as accepted: the client did not object "
                "within the days of the contract",
                number=self.number,
            )
        return self.env._(
            "Version %(number)s signed off by %(name)s (IP %(ip)s)",
            number=self.number,
            name=self.signed_by,
            ip=self.signed_ip or "-",
        )

    def _announce_sign_off(self):
        deliverable = self.deliverable_id
        author = {}
        if self.sign_method == "portal":
            author = {
                "author_id": (self.signed_partner_id or deliverable.partner_id).id
            }
        deliverable.message_post(
            body=Markup("%s<br/><code>SHA-256 %s</code>")
            % (self._sign_off_sentence(), self.sha256),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **author,
        )
        self.env["crm.business.event"]._emit(
            "deliverable.signed_off",
            deliverable,
            self.env._(
                "%(deliverable)s V%(number)s signed off by %(name)s",
                deliverable=deliverable.name,
                number=self.number,
                name=self.signed_by,
            ),
            partner=deliverable.partner_id,
            audience=deliverable._signed_off_audience(),
        )
