import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class ProjectDeliverableVersion(models.Model):
    """Acceptance by silence: only where the contract says so, after its days."""

    _inherit = "project.deliverable.version"

    silent_on = fields.Date(
        string="Accepted by Silence on",
        compute="_compute_silent_on",
        help="Without a word of the client it counts as accepted from this day; empty: "
        "the contract says nothing of the kind.",
    )

    @api.depends("released_at", "state")
    def _compute_silent_on(self):
        # Clients and designers read when, not the contract.
        for version in self:
            contract_sudo = version.sudo().deliverable_id.contract_id
            days = contract_sudo.silent_acceptance_days
            out = version.released_at and version.state == "released"
            if not (out and days):
                version.silent_on = False
                continue
            begin, _end = version._get_client_span()
            first = version.company_id._get_work_day(begin)
            version.silent_on = first + timedelta(days=days)

    @api.model
    def _cron_accept_silently(self):
        """Accept what the client has had for longer than the contract's days."""
        due = self._get_silent()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(due))
        for version in due:
            try:
                # One that cannot be accepted must not keep the others waiting.
                with self.env.cr.savepoint():
                    version._accept_silently()
            except UserError as error:
                _logger.warning(
                    "%s is not accepted by silence: %s", version.display_name, error
                )
            if not commit(1):
                break

    @api.model
    def _get_silent(self):
        """Return the versions whose clients have been silent for long enough."""
        now = fields.Datetime.now()
        domain = Domain("state", "=", "released")
        domain &= Domain("deliverable_id.is_paused", "=", False)
        domain &= Domain("deliverable_id.contract_id.silent_acceptance_days", ">", 0)
        waiting = self.search(domain, order="released_at, id")
        due = waiting.filtered(
            lambda version: (
                version._get_client_span()[0]
                + timedelta(
                    days=version.deliverable_id.contract_id.silent_acceptance_days
                )
                <= now
            )
        )
        return due - due._get_objected()

    def _get_objected(self):
        """Return those on which the client has said something since the release."""
        commented = (
            self.env["project.deliverable.comment"]
            .search([("version_id", "in", self.ids), ("kind", "=", "client")])
            .version_id
        )
        wished = (
            self.env["project.change.order"]
            .search([("version_id", "in", self.ids), ("asked_by_name", "!=", False)])
            .version_id
        )
        return commented | wished | self._get_written_about()

    def _get_written_about(self):
        """Return those whose deliverable the client has written about since then."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "project.deliverable"),
                ("res_id", "in", self.deliverable_id.ids),
                ("message_type", "in", ("comment", "email")),
                ("author_id", "!=", False),
            ]
        )
        said = {}
        for message in messages:
            said.setdefault(message.res_id, []).append(message)
        return self.filtered(
            lambda version: any(
                message.date >= version.released_at
                and message.author_id.commercial_partner_id
                == version.partner_id.commercial_partner_id
                for message in said.get(version.deliverable_id.id, ())
            )
        )

    def _accept_silently(self):
        """Accept this version because the client was silent."""
        self._begin_sign_off()
        self._finish_sign_off(
            {
                "sign_method": "silent",
                "signed_by": self.env._(
                    "%(customer)s (by silence)",
                    customer=self.partner_id.commercial_partner_id.name,
                ),
                "signed_at": fields.Datetime.now(),
            }
        )
