from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_datetime

GOOD, WARNING, BAD = "success", "warning", "danger"
# Waiting longer than this is no rush hour any more.
SLOW_MINUTES = 30


class CrmConnector(models.Model):
    """How the connection is, at a glance: for whoever is asked why nothing arrives."""

    _inherit = "crm.connector"

    health_html = fields.Html(
        string="Health", compute="_compute_health_html", sanitize=False
    )

    def _compute_health_html(self):
        row = Markup(
            "<tr><th class='pe-4 fw-normal text-muted'>%s</th><td>%s</td></tr>"
        )
        mark = Markup("<span class='text-%s'>%s</span>")
        table = Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>")
        by_connector = self._health_lines()
        for connector in self:
            rows = [
                row % (label, mark % (level, value) if level else value)
                for label, value, level in by_connector.get(connector.id, [])
            ]
            connector.health_html = table % Markup("").join(rows)

    def _health_lines(self):
        """Hook: what the health page says: ``{id: [(label, value, level)]}``.

        ``level`` is ``success``, ``warning``, ``danger`` or empty. Whoever adds lines
        reads what they need for all of ``self`` at once.
        """
        facts = self._health_facts()
        return {
            connector.id: [
                *connector._health_of_calls(facts.get(connector.id, {})),
                *connector._health_of_messages(facts.get(connector.id, {})),
                *connector._health_of_reports(),
            ]
            for connector in self
        }

    def _health_facts(self):
        """What is counted for the lines of all of these connectors."""
        now = fields.Datetime.now()
        found = {connector.id: {} for connector in self}
        tokens = self.env["crm.connector.token"].search_fetch(
            [("connector_id", "in", self.ids)], ["connector_id", "fetched_at"]
        )
        for token in tokens:
            found[token.connector_id.id]["fetched_at"] = token.fetched_at
        quota = self.env["crm.connector.quota"]
        for name, seconds in (("minute", 60), ("hour", 3600)):
            since = now - timedelta(seconds=seconds)
            groups = quota._read_group(
                [("connector", "in", self.ids), ("sent_at", ">", since)],
                ["connector"],
                ["__count"],
            )
            for number, count in groups:
                found[number][name] = count
        groups = self.env["crm.connector.message"]._read_group(
            [("connector_id", "in", self.ids), ("state", "in", ("queued", "sent"))],
            ["connector_id", "state"],
            ["create_date:min", "sent_at:max"],
        )
        for connector, state, since, sent_at in groups:
            name, value = ("since", since) if state == "queued" else ("sent", sent_at)
            found[connector.id][name] = value
        return found

    def _health_of_calls(self, facts):
        if facts.get("fetched_at"):
            is_old = self.token_expires_at and (
                self.token_expires_at < fields.Datetime.now()
            )
            token = self.env._(
                "renewed %(age)s ago, valid until %(until)s",
                age=self._age(facts["fetched_at"]),
                until=self._moment(self.token_expires_at),
            )
            # An old one is renewed with the next call: nothing to worry about.
            yield (self.env._("Access token"), token, "" if is_old else GOOD)
        else:
            yield (self.env._("Access token"), self.env._("none yet"), WARNING)
        minute = facts.get("minute", 0)
        yield (
            self.env._("Quota used"),
            self.env._(
                "%(minute)s of %(limit)s in the last minute, %(hour)s in the last hour",
                minute=minute,
                limit=self.limit_app_minute,
                hour=facts.get("hour", 0),
            ),
            WARNING if minute >= 0.8 * self.limit_app_minute else GOOD,
        )
        now = fields.Datetime.now()
        if self.paused_until and self.paused_until > now:
            yield (
                self.env._("Pause"),
                self.env._(
                    "the chat tool's limit is used up until %(moment)s",
                    moment=self._moment(self.paused_until),
                ),
                BAD,
            )

    def _health_of_messages(self, facts):
        since = facts.get("since")
        is_slow = since and since < fields.Datetime.now() - timedelta(
            minutes=SLOW_MINUTES
        )
        waiting = str(self.queued_count)
        if since:
            waiting = self.env._(
                "%(count)s, the oldest for %(age)s",
                count=self.queued_count,
                age=self._age(since),
            )
        yield (self.env._("Messages waiting"), waiting, WARNING if is_slow else GOOD)
        yield (
            self.env._("Not delivered"),
            str(self.failed_count),
            BAD if self.failed_count else GOOD,
        )
        sent = facts.get("sent")
        never = self.env._("never")
        yield (
            self.env._("Last message sent"),
            sent and self._moment(sent) or never,
            "",
        )
        if self.last_error:
            yield (self.env._("Error"), self.last_error, BAD)

    def _health_of_reports(self):
        never = self.env._("never")
        received = self.received_at and self._moment(self.received_at)
        yield (
            self.env._("Last callback"),
            received or never,
            GOOD if received else WARNING,
        )
        yield (
            self.env._("Reports waiting"),
            str(self.waiting_event_count),
            WARNING if self.waiting_event_count > 100 else GOOD,
        )
        yield (
            self.env._("Reports failed"),
            str(self.failed_event_count),
            BAD if self.failed_event_count else GOOD,
        )
        refused = str(self.refused_count)
        if self.refused_at:
            refused = self.env._(
                "%(count)s, the last at %(moment)s",
                count=self.refused_count,
                moment=self._moment(self.refused_at),
            )
        yield (
            self.env._("Callbacks refused"),
            refused,
            WARNING if self.refused_count else GOOD,
        )

    def _moment(self, moment):
        """A moment as the reader's clock shows it."""
        return format_datetime(self.env, moment, dt_format="yyyy-MM-dd HH:mm")

    def _age(self, since):
        """How long ago something was, in the largest unit that fits."""
        minutes = int((fields.Datetime.now() - since).total_seconds() // 60)
        if minutes < 60:
            return self.env._("%(number)s min", number=max(minutes, 0))
        if minutes < 48 * 60:
            return self.env._("%(number)s h", number=minutes // 60)
        return self.env._("%(number)s days", number=minutes // 1440)
