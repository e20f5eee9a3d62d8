from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.job import identity_exact

from ..clients.errors import ClientPermission
from ..tools.delivery import DeliveryError, MessageRefused
from ..tools.send_result import SendResult

CALLS_A_JOB = 100
ASK_AFTER_MINUTES = 2  # so soon after a message nothing is known yet


class CrmConnector(models.Model):
    """Ask what became of accepted messages, so that a person sees who has none."""

    _inherit = "crm.connector"

    @api.model
    def _cron_ask_results(self):
        """Let each connector ask that knows how, and has something to ask."""
        messages = self.env["crm.connector.message"]
        messages._forget_results()
        groups = messages._read_group(self._results_domain(), ["connector_id"])
        for (connector,) in groups:
            if connector._is_usable() and connector._knows("send_result"):
                connector._ask_results_later()

    def _ask_results_later(self):
        self.with_user(SUPERUSER_ID).with_delay(
            identity_key=identity_exact,
            description=self.env._("Ask what became of chat messages"),
        )._ask_results()

    @api.model
    def _results_domain(self):
        now = fields.Datetime.now()
        return [
            ("is_result_open", "=", True),
            ("sent_at", "<", now - timedelta(minutes=ASK_AFTER_MINUTES)),
        ]

    def _ask_results(self):
        """Ask about at most ``CALLS_A_JOB`` calls, those first not asked for longest.

        Runs as a job. What is still open is asked for again by the next sweep.
        """
        if not self._is_usable() or self._pause_seconds():
            return
        domain = [("connector_id", "=", self.id), *self._results_domain()]
        groups = self.env["crm.connector.message"]._read_group(
            domain,
            ["vendor_id"],
            ["id:recordset"],
            order="result_asked_at:min ASC NULLS FIRST, vendor_id",
            limit=CALLS_A_JOB,
        )
        for vendor_id, messages in groups:
            messages = messages.try_lock_for_update()
            messages.result_asked_at = fields.Datetime.now()
            try:
                result = self._send_result(vendor_id)
            except DeliveryError as error:
                # A right that this interface alone lacks stops no messages.
                if not isinstance(error.__cause__, ClientPermission):
                    self._register_failure(error, error.wait_seconds(0))
                return
            messages._register_result(result)

    def _send_result(self, vendor_id):
        """What became of one call, as a :class:`SendResult`.

        :raise DeliveryError: when it could not be asked for
        """
        # A cron has no language; it is their responsible who reads the reasons.
        told = self if self.env.lang else self._for_responsible()
        try:
            return told._adapter("send_result")(vendor_id)
        except MessageRefused:
            return SendResult()  # it knows nothing of it (yet); a day later we give up
        except UserError as error:  # a setting is missing or not allowed
            raise DeliveryError(str(error)) from error
