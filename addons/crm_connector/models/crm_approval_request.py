from collections import Counter

from odoo import models

from odoo.addons.crm_approval.tools import progress

FACTS = 5


class CrmApprovalRequest(models.Model):
    """Requests that are decided on cards of a chat tool."""

    _inherit = "crm.approval.request"

    def _open_step(self, result):
        res = super()._open_step(result)
        self._settle_cards()
        return res

    def _close(self, state, reason=None):
        res = super()._close(state, reason)
        self._settle_cards()
        return res

    def _settle_cards(self):
        """Close the cards of those who cannot decide any more, whoever decided."""
        self.env["crm.connector.card"].sudo()._settle(self.sudo())

    def _card_deciders(self):
        """Who can decide each of these requests now: {request: users}.

        Nobody where the approval needs words: they are written in Odoo.
        """
        waiting = self.filtered(lambda one: one.state == progress.PENDING)
        delegations = self.env["crm.approval.delegation"]._standing_for(
            waiting.awaited_ids
        )
        nobody = self.env["res.users"]
        found = dict.fromkeys(self, nobody)
        for request in waiting:
            if request._document_sudo()._approval_needs_reason():
                continue
            found[request] = request._people_to_act(delegations) - request.own_user_ids
        return found

    def _card_round(self):
        """How often the request came back to a step decided before."""
        self.ensure_one()
        decisions = Counter(self._ledger().mapped("decision"))
        return decisions[progress.RETURN]

    def _card_content(self, rule, user, key):
        """What the card of ``user`` shows besides its text."""
        self.ensure_one()
        lang = self.env["crm.connector.message"]._lang_of(user)
        localized = self.with_context(lang=lang)
        reasons = rule.with_context(lang=lang)._reasons()
        options = [[str(number), text] for number, text in enumerate(reasons, 1)]
        buttons = [
            ("approve", localized.env._("Approve"), "primary"),
            ("refuse", localized.env._("Refuse"), "danger"),
        ]
        return {
            "key": key,
            "facts": [
                [item["label"], str(item["value"])]
                for item in self.summary or []
                if not item.get("is_confidential")
            ][:FACTS],
            "buttons": [
                {"key": name, "label": label, "style": style}
                for name, label, style in buttons
            ],
            "done": localized.env._("Dealt with"),
            "choices": {
                "label": localized.env._("Reason of a refusal"),
                "options": options,
            },
        }

    def _card_done(self, button):
        """What the card says to who decided by it."""
        sentences = {
            "approve": self.env._("You approved “%(document)s”.", document=self.name),
            "refuse": self.env._("You refused “%(document)s”.", document=self.name),
        }
        return sentences[button]

    def _card_standing(self):
        """What a card says that cannot decide any more, to its own person."""
        request_sudo = self.sudo()  # he may have lost the right to read it
        if request_sudo.state != progress.PENDING:
            return request_sudo._card_end()
        if self.env.user in request_sudo.awaited_ids:
            return self.env._(
                "“%(document)s” waits for you anew: decide on the later card, or open "
                "it in Odoo.",
                document=request_sudo.name,
            )
        return request_sudo._not_awaited_message()

    def _card_end(self):
        """How the request ended, for somebody who did nothing about it."""
        last = self.decision_ids[-1:]
        names = {
            "document": self.name,
            "user": last.user_id.name,
            "moment": last.decided_at and self._moment(last.decided_at),
        }
        sentences = {
            "approved": self.env._(
                "%(user)s approved “%(document)s” at %(moment)s.", **names
            ),
            "refused": self.env._(
                "%(user)s refused “%(document)s” at %(moment)s.", **names
            ),
            "returned": self.env._(
                "%(user)s returned “%(document)s” at %(moment)s.", **names
            ),
            "withdrawn": self.env._(
                "%(user)s withdrew “%(document)s” at %(moment)s.", **names
            ),
        }
        return sentences.get(self.state) or self._closed_message()
