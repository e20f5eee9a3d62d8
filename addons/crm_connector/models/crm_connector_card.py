import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_approval.tools import progress

from ..tools.routing import DEFAULT_TZ

APPROVE, REFUSE = progress.APPROVE, progress.REFUSE
KEPT_DAYS = 90


class CrmConnectorCard(models.Model):
    """A card of one person, whose buttons decide an approval.

    A button is a hint of what its owner wants: he decides under his own rights, by
    ``decide()``, on the step and round that the card was sent for. What anybody else
    presses, and what is pressed twice, changes nothing.
    """

    _name = "crm.connector.card"
    _inherit = ["crm.connector.work.mixin", "crm.connector.secret.mixin"]
    _description = "Card with Buttons"
    _order = "id desc"
    _rec_name = "outcome"
    _work_job = "_refresh"

    message_id = fields.Many2one(
        "crm.connector.message",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        exportable=False,
        help="What the chat tool reports when a button is pressed.",
    )
    request_id = fields.Many2one(
        "crm.approval.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    step_id = fields.Many2one(
        "crm.approval.request.step", readonly=True, ondelete="cascade"
    )
    round = fields.Integer(
        readonly=True, help="How often the request had been returned to a step."
    )
    state = fields.Selection(
        [
            ("open", "Can Decide"),
            ("decided", "Decided by Card"),
            ("closed", "Overtaken"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    outcome = fields.Char(readonly=True, help="What the card says in the end.")
    refused_press = fields.Char(
        readonly=True,
        help="Who pressed a button of somebody else's card; nothing was changed.",
    )
    code = fields.Char(
        readonly=True,
        copy=False,
        exportable=False,
        help="Lets us change the card once.",
    )
    code_until = fields.Datetime(readonly=True)
    is_stale = fields.Boolean(
        readonly=True, help="The card does not yet show its outcome."
    )

    _key_unique = models.Constraint("UNIQUE(key)", "Each card has a key of its own.")
    _message_unique = models.Constraint(
        "UNIQUE(message_id)", "A message is at most one card."
    )

    # -- from the message to the card ---------------------------------------------
    @api.model
    def _make(self, messages):
        """Give those of ``messages`` buttons whose readers can decide now."""
        chosen = messages.filtered(self._asks_for_decision)
        if not chosen:
            return self
        requests = self.env["crm.approval.request"].browse(
            chosen.event_id.mapped("res_id")
        )
        deciders = requests.exists()._card_deciders()
        rounds = {request: request._card_round() for request in deciders}
        vals_list = []
        for message in chosen:
            request = requests.browse(message.event_id.res_id)
            if message.user_id not in deciders.get(request, ()):
                continue
            key = secrets.token_urlsafe(24)
            message.payload = {
                **message.payload,
                "layout": "card",
                "card": request._card_content(message.rule_id, message.user_id, key),
            }
            vals_list.append(
                {
                    "message_id": message.id,
                    "connector_id": message.connector_id.id,
                    "user_id": message.user_id.id,
                    "key": key,
                    "request_id": request.id,
                    "step_id": request.current_step_id.id,
                    "round": rounds[request],
                }
            )
        return self.create(vals_list)

    @api.model
    def _asks_for_decision(self, message):
        """Whether this message may get buttons at all."""
        return (
            message.state == "queued"
            and message.user_id
            and message.rule_id.has_buttons
            and message.event_id.res_model == "crm.approval.request"
            and message.connector_id._has_cards()
        )

    @api.model
    def _sent(self, messages, delivery):
        """Keep by what the cards of these messages can be changed."""
        if not delivery.card_code:
            return
        until = fields.Datetime.now() + timedelta(seconds=delivery.card_seconds)
        cards_sudo = self.sudo().search([("message_id", "in", messages.ids)])
        cards_sudo.write({"code": delivery.card_code, "code_until": until})
        cards_sudo.filtered("is_stale")._refresh_later()

    # -- a button was pressed -------------------------------------------------------
    @api.model
    def _press(self, connector, external_id, key, press):
        """Do what a person wants who pressed a button.

        :param str external_id: who pressed it, as the chat tool says
        :param str key: of the card
        :param dict press: ``button``, and where known ``choice`` (key of what was
            chosen), ``code`` and ``code_seconds`` (changes the card, once)
        :return: the card, or an empty set for a key that is none of ours
        """
        card = self.search([("connector_id", "=", connector.id), ("key", "=", key)])
        if not card:
            return card
        # Of two presses at the same moment the second one finds what the first did.
        card.lock_for_update()
        person = self.env["crm.connector.identity"].search(
            [("connector_id", "=", connector.id), ("external_id", "=", external_id)]
        )
        if not person.user_id.active or person.user_id != card.user_id:
            card.refused_press = external_id
            return card
        if press.get("code"):
            seconds = press.get("code_seconds") or 0
            until = fields.Datetime.now() + timedelta(seconds=seconds)
            card.write({"code": press["code"], "code_until": until})
        if card.state != "open":
            card._refresh_later()
        elif problem := card._decide(press.get("button"), press.get("choice")):
            card._answer(problem)
        return card

    def _decide(self, button, choice, words=None):
        """Decide as the card's person.

        :param str choice: key of the reason that was chosen for a refusal
        :param str words: the reason in his own words
        :return: why the card is still open although a button was pressed, or None
        """
        request = self._request_of_person()
        if button not in (APPROVE, REFUSE):
            return None
        if not self._is_current():
            self._close(request._card_standing())
            return None
        reason = words or self._chosen_reason(choice)
        comment = reason if button == REFUSE else None
        try:
            with self.env.cr.savepoint():
                # First, so that what follows from the decision leaves this card alone.
                self.write({"state": "decided", "outcome": request._card_done(button)})
                request._decide_as_I_can(button, comment, channel="chat")
        except (UserError, AccessError) as error:
            self.env.invalidate_all()
            request._recheck()
            if self.state == "open" and self._is_current():
                return str(error)
            self._close(str(error))
            return None
        self._refresh_later()
        return None

    def _request_of_person(self):
        """The request as the card's person sees it, in his language."""
        user = self.user_id
        lang = self.env["crm.connector.message"]._lang_of(user)
        context = {
            "lang": lang,
            "tz": user.tz or DEFAULT_TZ,
            "allowed_company_ids": user.company_ids.ids,
        }
        # Not as superuser: only the person's own rights decide.
        request = self.request_id.with_user(user)
        return request.with_context(**context)

    def _is_current(self):
        """Whether the request still waits for what the card asks for."""
        request_sudo = self.request_id.sudo()  # superuser in the job that calls this
        return (
            request_sudo.state == progress.PENDING
            and request_sudo.current_step_id == self.step_id
            and request_sudo._card_round() == self.round
            and self.user_id in request_sudo._card_deciders()[request_sudo]
        )

    def _chosen_reason(self, choice):
        """The words of the reason that was chosen on the card, or nothing."""
        choices = (self.message_id.payload.get("card") or {}).get("choices") or {}
        return dict(choices.get("options") or []).get(choice)

    # -- the card says how it ended ---------------------------------------------------
    @api.model
    def _settle(self, requests):
        """Close the cards of these requests whose people cannot decide any more."""
        cards = self.search(
            [("request_id", "in", requests.ids), ("state", "=", "open")]
        )
        if not cards:
            return
        deciders = cards.request_id._card_deciders()
        rounds = {one: one._card_round() for one in cards.request_id}
        for card in cards:
            request = card.request_id
            is_current = (
                card.step_id == request.current_step_id
                and card.round == rounds[request]
                and card.user_id in deciders[request]
            )
            if not is_current:
                card._close(card._request_of_person()._card_standing())

    def _close(self, outcome):
        """Let the card say why it decides nothing any more."""
        self.write({"state": "closed", "outcome": outcome})
        if self.message_id.state in ("queued", "collected"):
            self.message_id.write({"state": "needless", "next_try_at": False})
        else:
            self._refresh_later()

    def _refresh_later(self):
        """Let a job change the cards as the people see them."""
        self.write({"is_stale": True, "tries": 0})
        self._enqueue()

    def _job_options(self):
        return {"description": self.env._("Show how a card ended")}

    def _is_to_do(self):
        return self.is_stale

    def _refresh(self):
        """Show the outcome on the card, once. Runs as a job.

        Where the chat tool does not let us change the card any more, its person gets
        the answer as a message.
        """
        self._perform()

    def _do_work(self):
        is_changeable = (
            self.code
            and self.code_until > fields.Datetime.now()
            and self.message_id.identity_id
            and self.connector_id._knows("card_update")
        )
        if not is_changeable:
            self._show_by_message()
            return
        self.connector_id._card_update(self)
        self.write(
            {"is_stale": False, "code": False, "error": False, "next_try_at": False}
        )

    def _register_at_connector(self, error, wait_seconds):
        self.connector_id._register_failure(error, wait_seconds)

    def _fail(self, reason):
        self.write({"error": reason, "next_try_at": False})
        self._show_by_message()

    def _show_by_message(self):
        self.write({"is_stale": False, "code": False})
        if not self._is_known_to_person():
            self._answer(self.outcome)

    def _answer(self, text):
        """Write to the card's person; his message of the card names the document."""
        message = self.message_id
        if not message.identity_id:
            return
        self.tries += 1
        payload = {
            "title": message.title,
            "body": text,
            "note": "",
            "url": message.payload.get("url") or "",
            "layout": "text",
        }
        number = self.env["crm.connector.message"].search_count(
            [("idempotency_key", "=like", f"card:{self.id}:%")]
        )
        self.env["crm.connector.message"]._write_new(
            [
                {
                    "connector_id": self.connector_id.id,
                    "identity_id": message.identity_id.id,
                    "user_id": self.user_id.id,
                    "event_id": message.event_id.id,
                    "idempotency_key": f"card:{self.id}:{number}",
                    "payload": payload,
                }
            ]
        )

    @api.model
    def _cron_refresh_stale(self):
        """Give cards a job again that lost theirs; twice does no harm."""
        self._cron_requeue_stale()

    @api.model
    def _stale_domain(self, before):
        return [
            ("is_stale", "=", True),
            ("write_date", "<", before),
            *self._untried_domain(before),
        ]

    @api.autovacuum
    def _gc_cards(self):
        """Delete the cards of old requests that are closed."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = [("write_date", "<", before), ("state", "!=", "open")]
        self.search(old, limit=10_000).unlink()
