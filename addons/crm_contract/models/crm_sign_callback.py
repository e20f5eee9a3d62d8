from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT_DAYS = 90


class CrmSignCallback(models.Model):
    """A call of an e-sign provider, kept before anything is done about it."""

    _name = "crm.sign.callback"
    _description = "E-Sign Callback"
    _order = "id desc"
    _rec_name = "event_id"

    provider_id = fields.Many2one(
        "crm.sign.provider", required=True, readonly=True, ondelete="cascade"
    )
    event_id = fields.Char(required=True, readonly=True)
    external_id = fields.Char(string="Envelope", required=True, readonly=True)
    status = fields.Char(readonly=True)
    received_at = fields.Datetime(required=True, readonly=True)
    is_done = fields.Boolean(readonly=True)

    _event_unique = models.UniqueIndex(
        "(provider_id, event_id)", "This callback came already."
    )
    _waiting_idx = models.Index("(id) WHERE is_done IS NOT TRUE")

    @api.model
    def _keep(self, provider_id, callback):
        """Keep a callback, once however often and at whatever moment it comes.

        :param callback: ``tools.esign_callback.Callback``
        :return: whether it is new
        """
        # One statement: of two calls of the same moment, one is a repetition.
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_sign_callback (provider_id, event_id, external_id, "
                "status, received_at, is_done) "
                "VALUES (%s, %s, %s, %s, %s, FALSE) "
                "ON CONFLICT (provider_id, event_id) DO NOTHING",
                provider_id,
                callback.event_id,
                callback.envelope_id,
                callback.status,
                fields.Datetime.now(),
            )
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _take_waiting(self):
        """Let each envelope that a callback names be asked about."""
        waiting = self.search([("is_done", "=", False)], order="id", limit=1000)
        envelopes = self.env["crm.sign.envelope"].search(
            [
                ("external_id", "in", waiting.mapped("external_id")),
                ("provider_id", "in", waiting.provider_id.ids),
            ]
        )
        named = {(one.provider_id, one.external_id) for one in waiting}
        envelopes.filtered(
            lambda one: (one.provider_id, one.external_id) in named
        )._ask_soon()
        waiting.is_done = True

    @api.autovacuum
    def _gc_callbacks(self):
        """Delete old ones: what came of them is in their envelopes."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("received_at", "<", before), ("is_done", "=", True)]
        self.search(domain, limit=10_000).unlink()
