from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

from ..clients.errors import ClientError, ClientPrivateAddress
from ..tools.delivery import KINDS, DeliveryError, SetupRefused
from .crm_connector import LOOPBACK_PARAMETER
from .crm_connector_work_mixin import LOCKED_SECONDS

PRIVATE_PARAMETER = "crm_connector.is_private_address_allowed"


class CrmConnector(models.Model):
    """How the adapters are called, and what becomes of a call that fails."""

    _inherit = "crm.connector"

    def _adapter(self, verb):
        """The adapter's method for ``verb``; it raises a :class:`DeliveryError`."""
        self.ensure_one()
        method = getattr(self, f"_{self.kind}_{verb}")

        def call(*arguments):
            with self._calling():
                return method(*arguments)

        return call

    def _knows(self, verb):
        """Whether this chat tool can do ``verb``."""
        self.ensure_one()
        return hasattr(self, f"_{self.kind}_{verb}")

    def _send(self, payload, external_ids):
        """Send one message to these people; answer a :class:`Delivery`.

        :raise DeliveryError: when nobody received it
        """
        try:
            return self._adapter("send")(payload, external_ids)
        except UserError as error:  # a setting is missing or not allowed
            raise SetupRefused(str(error)) from error

    def _client_options(self):
        """What every client is told of this database."""
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # system settings
        return {
            "is_private_allowed": any(
                parameters_sudo.get_param(name) == "1"
                for name in (LOOPBACK_PARAMETER, PRIVATE_PARAMETER)
            )
        }

    # -- failures ------------------------------------------------------------
    @contextmanager
    def _calling(self):
        """Put what a client raises in people's words, with its retry policy.

        :raise DeliveryError: instead of the client's error
        """
        try:
            yield
        except ClientError as error:
            raise self._delivery_error(error) from error

    @contextmanager
    def _calling_in_job(self):
        """As ``_calling``; where waiting helps, the job is run again from its start.

        :raise RetryableJobError: later
        :raise DeliveryError: waiting does not help
        """
        try:
            with self._calling():
                yield
        except LockError as error:  # somebody is at a row that this needs
            raise RetryableJobError(
                str(error), seconds=LOCKED_SECONDS, ignore_retry=True
            ) from error
        except DeliveryError as error:
            wait_seconds = error.wait_seconds(0)
            if wait_seconds is None:
                raise
            if error.is_pause:
                self._pause_apart(wait_seconds)
            raise RetryableJobError(error.detail, seconds=wait_seconds) from error

    def _delivery_error(self, error):
        """The outbox's error for one of a client's, in people's words."""
        # Jobs have no language; it is their responsible who reads it.
        told = self if self.env.lang else self._for_responsible()
        if isinstance(error, ClientPrivateAddress):
            detail = told.env._(
                "The server address leads into a network of your own, where no secret "
                "is sent. Correct it; only for a chat tool that your company runs "
                "itself set the system parameter %(parameter)s to 1.",
                parameter=PRIVATE_PARAMETER,
            )
        else:
            detail = getattr(told, f"_{self.kind}_explanation")(error)
        return KINDS[error.kind](f"{detail} ({error.path}: {error.code})", error.code)

    def _register_failure(self, error, wait_seconds):
        """Remember what concerns the whole connection: bad set-up, or a pause."""
        self.ensure_one()
        if error.is_setup and self.state != "error":
            self.write({"state": "error", "last_error": error.detail})
        elif error.is_pause and wait_seconds:
            self.paused_until = fields.Datetime.add(
                fields.Datetime.now(), seconds=wait_seconds
            )

    def _pause_apart(self, wait_seconds):
        """Rest, in a transaction of its own: that of the job is taken back.

        Where somebody else holds the row, the next call finds out anew.
        """
        until = fields.Datetime.add(fields.Datetime.now(), seconds=wait_seconds)
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE crm_connector SET paused_until = %s WHERE id IN "
                    "(SELECT id FROM crm_connector WHERE id = %s FOR NO KEY UPDATE "
                    "SKIP LOCKED)",
                    until,
                    self.id,
                )
            )

    def _pause_seconds(self):
        """Seconds until the chat tool may be called again; 0: now."""
        if not self.paused_until:
            return 0
        return max(0, (self.paused_until - fields.Datetime.now()).total_seconds())
