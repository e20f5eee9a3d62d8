from odoo import SUPERUSER_ID, api, fields, models

from ..tools import digest
from ..tools.routing import DEFAULT_TZ

BATCH = 2000  # messages in one round


class CrmConnectorMessage(models.Model):
    """The summary: one message instead of many, when quiet hours or a flood end."""

    _inherit = "crm.connector.message"

    _collected_idx = models.Index("(next_try_at) WHERE state = 'collected'")

    @api.model
    def _cron_send_digests(self):
        """Send every summary that is due, once: keeping and telling are one commit."""
        while True:
            due = self.search(
                [
                    ("state", "=", "collected"),
                    ("next_try_at", "<=", fields.Datetime.now()),
                ],
                order="user_id, id",
                limit=BATCH,
            )
            # Of a person cut off by the limit the next round takes the rest.
            due = due.try_lock_for_update().filtered(lambda m: m.state == "collected")
            if not due:
                return
            due.with_user(SUPERUSER_ID)._send_digests()
            if not self.env["ir.cron"]._commit_progress(len(due)):
                return

    def _send_digests(self):
        """Tell these messages, in one to each person.

        A single one goes out as it is, where a chat tool reaches its reader.
        """
        single, joined, vals_list, in_odoo = self.browse(), self.browse(), [], []
        for user, messages in self.grouped("user_id").items():
            reached = messages.filtered("identity_id")[-1:]
            if len(messages) == 1 and reached:
                single |= messages
                continue
            joined |= messages
            payload = messages._digest_payload(user)
            if reached:
                vals_list.append(messages._prepare_digest_vals(reached, payload))
            else:
                in_odoo.append((user, payload))
        single.write({"state": "queued", "next_try_at": False})
        joined.write({"state": "joined", "next_try_at": False})
        self._write_new(vals_list)
        single._enqueue()
        self._post_digests(in_odoo)

    def _prepare_digest_vals(self, reached, payload):
        return {
            "connector_id": reached.connector_id.id,
            "identity_id": reached.identity_id.id,
            "user_id": reached.user_id.id,
            "idempotency_key": f"digest:{reached.user_id.id}:{max(self.ids)}",
            "payload": payload,
        }

    def _digest_payload(self, user):
        """The summary of these messages in the reader's language."""
        context = {"lang": self._lang_of(user), "tz": user.tz or DEFAULT_TZ}
        messages = self.with_context(**context)
        other = messages.env._("Other")
        items = [
            digest.Item(
                message.rule_id.name or other,
                message.event_id.name or message.title or "",
                message.payload.get("url") or "",
            )
            for message in messages.sorted("id")
        ]
        action = "crm_connector.crm_connector_message_action_mine"
        return {
            "title": messages.env._(
                "Summary: %(count)s notifications", count=len(self)
            ),
            "body": digest.body(items),
            "note": "",
            "url": f"{self.browse().get_base_url()}/odoo/action-{action}",
            "layout": "text",
        }

    @api.model
    def _post_digests(self, summaries):
        """Tell those in Odoo whom no chat tool reaches."""
        for user, payload in summaries:
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=payload["title"],
                body=payload["body"],
            )
