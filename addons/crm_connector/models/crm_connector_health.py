from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_datetime

from ..tools.health import BAD, GOOD, WARNING, HealthLine

# Waiting longer than this is no rush hour any more.
SLOW_MINUTES = 30
MANY_REPORTS = 100
# A call refused longer ago than this is no news any more; a connection younger than
# this may well have nothing to report yet.
RECENT_HOURS = 24


class CrmConnector(models.Model):
    """How the connection is, at a glance: for whoever is asked why nothing arrives."""

    _inherit = "crm.connector"

    def _health_lines(self):
        """Hook: what the health page says: ``{id: [HealthLine]}``.

        See ``tools.health``. Whoever adds lines reads what they need for all of
        ``self`` at once.
        """
        facts = self._health_facts()
        return {
            connector.id: [
                connector._health_of_connection(),
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

    def _health_of_connection(self):
        label = self.env._("Connection")
        if self.state == "error":
            return HealthLine(
                label,
                self.last_error or self.env._("refused"),
                BAD,
                self.env._(
                    "The chat tool does not accept our calls: %(reason)s Correct the "
                    "settings and press Test Connection. Until then people get Odoo "
                    "notifications instead.",
                    reason=self.last_error or "",
                ),
            )
        if self.state == "draft":
            return HealthLine(
                label,
                self.env._("not tested yet"),
                WARNING,
                self.env._(
                    "Fill in the page Connection and press Test Connection: before "
                    "that nothing is sent."
                ),
            )
        value = self.env._("works")
        if self.tested_at:
            value = self.env._(
                "works, tested at %(moment)s", moment=self._moment(self.tested_at)
            )
        return HealthLine(label, value, GOOD)

    def _health_of_calls(self, facts):
        token, level = self.env._("none yet"), ""
        if facts.get("fetched_at"):
            token = self.env._(
                "renewed %(age)s ago, valid until %(until)s",
                age=self._age(facts["fetched_at"]),
                until=self._moment(self.token_expires_at),
            )
            # An old one is renewed with the next call: nothing to worry about.
            expires_at = self.token_expires_at
            level = GOOD if expires_at and expires_at > fields.Datetime.now() else ""
        yield HealthLine(self.env._("Access token"), token, level)
        yield self._health_of_quota(facts)
        now = fields.Datetime.now()
        if self.paused_until and self.paused_until > now:
            moment = self._moment(self.paused_until)
            yield HealthLine(
                self.env._("Pause"),
                self.env._(
                    "the chat tool's limit is used up until %(moment)s", moment=moment
                ),
                WARNING,
                self.env._(
                    "Sending goes on by itself at %(moment)s. If that happens often, "
                    "set lower numbers on the page Limits.",
                    moment=moment,
                ),
            )

    def _health_of_quota(self, facts):
        minute = facts.get("minute", 0)
        value = self.env._(
            "%(minute)s of %(limit)s in the last minute, %(hour)s in the last hour",
            minute=minute,
            limit=self.limit_app_minute,
            hour=facts.get("hour", 0),
        )
        if minute < 0.8 * self.limit_app_minute:
            return HealthLine(self.env._("Quota used"), value, GOOD)
        return HealthLine(
            self.env._("Quota used"),
            value,
            WARNING,
            self.env._(
                "The limit is nearly reached: what exceeds it waits and leaves later. "
                "If that happens often, let fewer notification rules use the chat tool."
            ),
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
        yield HealthLine(
            self.env._("Messages waiting"),
            waiting,
            WARNING if is_slow else GOOD,
            self._health_advice_about_jobs() if is_slow else "",
        )
        advice = self.env._(
            "%(count)s messages reached nobody. Open Not Delivered above: each says "
            "why. Mend that, then send them again or set them aside.",
            count=self.failed_count,
        )
        yield HealthLine(
            self.env._("Not delivered"),
            str(self.failed_count),
            BAD if self.failed_count else GOOD,
            advice if self.failed_count else "",
        )
        sent = facts.get("sent")
        never = self.env._("never")
        yield HealthLine(
            self.env._("Last message sent"), sent and self._moment(sent) or never
        )

    def _health_advice_about_jobs(self):
        return self.env._(
            "What waits does not move. Press Test Connection; if that does not help, "
            "the job queue stands still: ask whoever runs the server whether it was "
            "started with queue_job."
        )

    def _health_of_reports(self):
        yield self._health_of_last_report()
        is_many = self.waiting_event_count > MANY_REPORTS
        yield HealthLine(
            self.env._("Reports waiting"),
            str(self.waiting_event_count),
            WARNING if is_many else GOOD,
            self._health_advice_about_jobs() if is_many else "",
        )
        advice = self.env._(
            "%(count)s reports of the chat tool could not be processed. Open Failed "
            "Reports above: each says why. Mend that and process them again.",
            count=self.failed_event_count,
        )
        yield HealthLine(
            self.env._("Reports failed"),
            str(self.failed_event_count),
            BAD if self.failed_event_count else GOOD,
            advice if self.failed_event_count else "",
        )
        yield self._health_of_refusals()

    def _health_of_last_report(self):
        label = self.env._("Last callback")
        if self.received_at:
            return HealthLine(label, self._moment(self.received_at), GOOD)
        if not (self.callback_token and self.callback_aes_key):
            return HealthLine(label, self.env._("not set up, see the page Callback"))
        recent = fields.Datetime.now() - timedelta(hours=RECENT_HOURS)
        if self.create_date and self.create_date > recent:
            return HealthLine(label, self.env._("none yet"))
        return HealthLine(
            label,
            self.env._("never"),
            WARNING,
            self.env._(
                "The chat tool has never reported anything. Compare the address, token "
                "and key of the page Callback with those in its console and save there "
                "again; then change a colleague's position there: it must arrive here."
            ),
        )

    def _health_of_refusals(self):
        label, value = self.env._("Callbacks refused"), str(self.refused_count)
        if not self.refused_at:
            return HealthLine(label, value, GOOD)
        value = self.env._(
            "%(count)s, the last at %(moment)s",
            count=self.refused_count,
            moment=self._moment(self.refused_at),
        )
        recent = fields.Datetime.now() - timedelta(hours=RECENT_HOURS)
        if self.refused_at < recent:
            return HealthLine(label, value)
        return HealthLine(
            label,
            value,
            WARNING,
            self.env._(
                "Calls with a wrong signature were refused. Compare token and key on "
                "the page Callback with those in the chat tool's console. If they are "
                "the same, a stranger called this address, and nothing was taken in."
            ),
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
