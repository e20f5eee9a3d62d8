from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import workbench as rules
from .workbench_source import Source


class CrmWorkbench(models.AbstractModel):
    """What sources make their cards of, and how a card is put off."""

    _inherit = "crm.workbench"

    # -- putting off -----------------------------------------------------------------

    def _get_common_acts(self, source):
        """Return the acts of every card that may wait."""
        if not source.may_wait:
            return {}
        return {
            "postpone": lambda record, values: self._put_off(source, record, values)
        }

    def _put_off(self, source, record, values):
        day = self._get_postponed_day(values, record.display_name)
        self.env["crm.workbench.snooze"]._put_off(source.key, record.id, day)
        return self._say_postponed(record.display_name, day)

    def _get_postponed_day(self, values, name):
        """Return to which day ``values`` put something off.

        :raises UserError: when that is no day to come
        """
        until = str(values.get("until") or "")
        try:
            return rules.postponed(until, fields.Date.context_today(self))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(name)s” cannot be put off to “%(until)s”: choose a day to "
                    "come.",
                    name=name,
                    until=until,
                )
            ) from error

    def _say_postponed(self, name, day):
        return self.env._(
            "“%(name)s” comes back on %(day)s.",
            name=name,
            day=format_date(self.env, day),
        )

    def _get_postpone_acts(self):
        """Return the buttons that put a card off."""
        return [
            self._act(
                "postpone",
                label,
                icon="fa-share",
                values={"until": until},
                is_small=True,
            )
            for label, until in (
                (self.env._("Tomorrow"), "tomorrow"),
                (self.env._("Next Week"), "next_week"),
            )
        ]

    # -- what sources use ------------------------------------------------------------

    def _source(self, **values):
        """Return a ``Source``: glue addons need not import it."""
        return Source(**values)

    def _card(self, record, **values):
        """Return a card of ``record``: what is shown and what can be done.

        ``title`` (what), ``subtitle`` (with whom or for which document), ``level``
        and ``when`` (how pressing, and that in words), ``due`` (ISO text), and also
        ``icon``, ``detail``, ``rows`` (label, value; ``is_unfolded``), ``amount``,
        ``phone``, ``open`` (``[model, id]``) and ``acts`` (see ``_act``).
        """
        return {
            "res_id": record.id,
            "level": rules.TODAY,
            "when": "",
            "due": None,
            "subtitle": "",
            "detail": "",
            "rows": [],
            "amount": "",
            "phone": "",
            "open": [record._name, record.id],
            "acts": [],
            **values,
        }

    def _act(self, name, label, **options):
        """Return a button of a card.

        Options: ``icon``, ``is_main`` (the one to press most often), ``is_small``,
        ``ask`` (what the person is asked for before: the label of a text),
        ``is_required`` (that text), ``values`` (sent along).
        """
        return {"name": name, "label": label, **options}

    def _act_open(self):
        """Return the button that opens the record: the client does it by itself."""
        return self._act("open", self.env._("Open"), icon="fa-external-link")

    def _get_phone(self, partner):
        """Return the phone of a customer whose document the user sees."""
        return rules.first_phone(partner.sudo().phone)

    def _say_day(self, due):
        """Return the values of a card that is due on a day."""
        today = fields.Date.context_today(self)
        kind, days = rules.days_in_words(due or None, today)
        if kind == "left":
            text = (
                self.env._("1 day left")
                if days == 1
                else self.env._("%(days)s days left", days=days)
            )
        elif kind == "late":
            text = (
                self.env._("1 day late")
                if days == 1
                else self.env._("%(days)s days late", days=days)
            )
        else:
            text = self.env._("today") if kind == "today" else ""
        return {
            "level": rules.level_of_day(due or None, today),
            "when": text,
            "due": due.isoformat() if due else None,
        }

    def _say_wait(self, since):
        """Return in words how long somebody or something has waited."""
        unit, number = rules.wait_in_words(since, fields.Datetime.now())
        texts = {
            "minutes": self.env._("waiting for %(count)s min", count=number),
            "hours": self.env._("waiting for %(count)s h", count=number),
            "days": self.env._("waiting for %(count)s d", count=number),
        }
        return texts[unit]

    def _local_day(self, moment):
        """Return the day of a moment where the user is."""
        return moment and fields.Datetime.context_timestamp(self, moment).date()

    def _answer(self, result, is_gone=False):
        """Return what ``act()`` returns, from what the act returned."""
        message, action = False, False
        if isinstance(result, str):
            message = result
        elif isinstance(result, dict) and result.get("tag") == "display_notification":
            message = result["params"]["message"]
        elif isinstance(result, dict):
            action = result
        return {
            "message": message,
            "is_gone": is_gone,
            "action": action,
            "board": False if action else self.load(),
        }
