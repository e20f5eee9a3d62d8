from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..tools import routing
from ..tools.routing import DEFAULT_LANG, DEFAULT_TZ


class CrmConnectorMessage(models.Model):
    """From the business event into the outbox: to whom, by which way, and when."""

    _inherit = "crm.connector.message"

    rule_id = fields.Many2one(
        "crm.connector.rule", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _recent_idx = models.Index("(user_id, create_date)")

    @api.model
    def _queue_event(self, event, users):
        """Write the messages of this event, once each.

        :param users: whom the event itself names, without who did it
        :return: the users whom Odoo has to tell
        """
        event_sudo = event.sudo()  # the actor may not see rules and identities
        rule_sudo = event_sudo.env["crm.connector.rule"]._of(event_sudo)
        if not rule_sudo:
            return users
        named = users.sudo() if rule_sudo.is_concerned_told else users.sudo().browse()
        people_sudo = (named | rule_sudo._extra_people(event_sudo)).filtered("active")
        identities_sudo = event_sudo.env["crm.connector.identity"]._of_users(
            people_sudo, event_sudo.company_id
        )
        routes = self._routes(rule_sudo, event_sudo, people_sudo, identities_sudo)
        vals_list = self._prepare_people_vals(
            rule_sudo, event_sudo, people_sudo, identities_sudo, routes
        )
        vals_list += self._prepare_robot_vals(rule_sudo, event_sudo)
        self.sudo()._write_new(vals_list)
        left = people_sudo.filtered(
            lambda user: routes[user.id].channel == routing.ODOO
        )
        return left.sudo(users.env.su)

    @api.model
    def _write_new(self, vals_list):
        """Write those of these messages that are not there yet, and send them."""
        keys = [vals["idempotency_key"] for vals in vals_list]
        known = set(
            self.search([("idempotency_key", "in", keys)]).mapped("idempotency_key")
        )
        messages = self.create(
            [vals for vals in vals_list if vals["idempotency_key"] not in known]
        )
        self.env["crm.connector.card"]._make(messages)
        messages.filtered(lambda m: m.state == "queued")._enqueue_when_due()
        return messages

    def _enqueue_when_due(self):
        """Hand these messages to jobs that start when they are due."""
        now = fields.Datetime.now()
        for moment, messages in self.grouped("next_try_at").items():
            wait = (moment - now).total_seconds() if moment else None
            messages._enqueue(wait)

    # -- who is told how, and when ------------------------------------------------
    @api.model
    def _routes(self, rule, event, people, identities):
        """How each of ``people`` hears of it: {user id: Route}."""
        company = event.company_id or self.env.company
        now = fields.Datetime.now()
        what = routing.Event(
            now,
            is_urgent=rule.is_urgent,
            is_card=rule.has_buttons,
            digest_hour=company.digest_hour,
            flood=company.flood_count,
            flood_minutes=company.flood_minutes,
        )
        channels = rule._channels(people)
        since = now - timedelta(minutes=company.flood_minutes)
        recent = self._count_recent(people, since)
        return {
            user.id: routing.route(
                routing.Person(
                    channels[user.id],
                    user.id in identities,
                    user._quiet_hours(company),
                    recent[user.id],
                ),
                what,
            )
            for user in people
        }

    @api.model
    def _count_recent(self, people, since):
        """How many messages each got lately, those kept for a summary included."""
        groups = self.sudo()._read_group(
            [
                ("user_id", "in", people.ids),
                ("create_date", ">", since),
                ("event_id", "!=", False),
            ],
            ["user_id"],
            ["__count"],
        )
        return Counter({user.id: count for user, count in groups})

    # -- what is written ------------------------------------------------------------
    @api.model
    def _prepare_people_vals(self, rule, event, people, identities, routes):
        told = people.filtered(
            lambda user: routes[user.id].channel in (routing.CHAT, routing.DIGEST)
        )
        payloads = self._prepare_payloads(rule, event, told)
        vals_list = []
        for user in told:
            way = routes[user.id]
            identity = identities.get(user.id, self.env["crm.connector.identity"])
            is_kept = way.channel == routing.DIGEST
            vals_list.append(
                {
                    "connector_id": identity.connector_id.id,
                    "identity_id": identity.id,
                    "user_id": user.id,
                    "event_id": event.id,
                    "rule_id": rule.id,
                    "idempotency_key": f"{event.key}:{user.id}",
                    "payload": payloads[user.lang, user.tz],
                    "state": "collected" if is_kept else "queued",
                    "next_try_at": way.at or False,
                }
            )
        return vals_list

    @api.model
    def _prepare_robot_vals(self, rule, event):
        """The messages to groups; they rest in the company's quiet hours."""
        robots = rule.audience_ids.robot_id._usable(event.company_id)
        company = event.company_id or self.env.company
        until = None
        if robots and not rule.is_urgent:
            hours = company._quiet_hours(DEFAULT_TZ)
            until = routing.quiet_until(fields.Datetime.now(), hours)
        return [
            {
                "connector_id": robot.connector_id.id,
                "robot_id": robot.id,
                "event_id": event.id,
                "rule_id": rule.id,
                "idempotency_key": f"{event.key}:robot:{robot.id}",
                "payload": self._payload_in(rule, event, robot.lang, DEFAULT_TZ),
                "next_try_at": until or False,
            }
            for robot in robots
        ]

    @api.model
    def _prepare_payloads(self, rule, event, users):
        """What to say: {(language, time zone): payload} for all of ``users``."""
        payloads = {}
        for user in users:
            if (user.lang, user.tz) not in payloads:
                payloads[user.lang, user.tz] = self._payload_in(
                    rule, event, self._lang_of(user), user.tz or DEFAULT_TZ
                )
        return payloads

    @api.model
    def _lang_of(self, user):
        """The language that this person reads."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        fallback = DEFAULT_LANG if DEFAULT_LANG in installed else "en_US"
        return user.lang if user.lang in installed else fallback

    @api.model
    def _payload_in(self, rule, event, lang, zone):
        """What this rule says of this event, in a language."""
        localized = event.with_context(lang=lang, tz=zone)
        values, url = self._prepare_values(localized)
        return rule.with_context(lang=lang)._prepare_payload(values, url)

    @api.model
    def _prepare_values(self, event):
        """The placeholders of a template, and the address of the document."""
        document = self.env[event.res_model].with_env(event.env).browse(event.res_id)
        values = {
            "summary": event.name,
            "customer": event.partner_id.display_name,
            "actor": event.user_id.name,
            "document": document.exists().display_name,
            "company": event.company_id.name,
            "time": format_datetime(
                event.env,
                event.happened_at,
                tz=event.env.context.get("tz"),
                dt_format="yyyy-MM-dd HH:mm",
            ),
        }
        base = event.get_base_url()
        url = f"{base}/mail/view?model={event.res_model}&res_id={event.res_id}"
        return values, url
