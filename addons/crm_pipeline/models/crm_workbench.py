from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools import workbench as rules
from .workbench_source import Source

#: Counted up to here: "999+" says enough.
COUNTED = 1000


class CrmWorkbench(models.AbstractModel):
    """The first screen: what this person should do now, the most pressing first.

    Cards come from sources (``workbench_source.py``) that addons add by the hook
    ``_workbench_sources``. One statement counts all of them, then what there is of
    each is fetched: the cost does not grow with the number of records.
    """

    _name = "crm.workbench"
    _description = "Workbench"

    @api.model
    def _workbench_sources(self):
        """Hook: the kinds of cards, a list of ``Source``; each addon adds its own."""
        return []

    # -- what the client calls -------------------------------------------------------

    @api.model
    def load(self):
        """Return the whole workbench of the current user.

        :return: dict with ``cards`` (see ``_card``; the most pressing first),
            ``kinds`` (``{"key", "title", "icon", "count", "shown", "has_all"}``, in
            the order of urgency), ``numbers`` (``late``, ``open``, ``done`` today),
            ``limit`` (up to which is counted) and ``hints`` (what to do when all is
            done)
        """
        self._check_internal()
        sources = self._get_shown_sources()
        looked = self._look(sources)
        cards, kinds = [], []
        for source, _domain in sources:
            total, _late, ids = looked[source.key]
            if not total:
                continue
            found = self._get_cards(source, ids)
            cards += found
            kinds.append(
                {
                    "key": source.key,
                    "title": source.title,
                    "icon": source.icon,
                    "count": total,
                    "shown": len(found),
                    "has_all": bool(source.action),
                }
            )
        ranks = {source.key: source.rank for source, _domain in sources}
        return {
            "cards": rules.in_order(cards, ranks),
            "kinds": sorted(kinds, key=lambda kind: ranks[kind["key"]]),
            "numbers": self._get_numbers(sources, looked),
            "limit": COUNTED,
            "hints": [] if cards else self._workbench_hints(),
        }

    @api.model
    def act(self, kind, res_id, name, values=None):
        """Do ``name`` with the record behind a card; return the workbench after it.

        :param str kind: the key of its source
        :param int res_id: the record of the source's model
        :param str name: one of the acts of the source
        :param dict values: what the person typed or chose: ``note``, ``until``
        :return: dict with ``message`` (a sentence or False), ``is_gone`` (somebody
            has dealt with it already), ``action`` (to run, or False) and ``board``:
            what ``load()`` returns
        :raises UserError: in a sentence, when it cannot be done
        """
        self._check_internal()
        source, domain = self._get_source(kind)
        acts = {**self._get_common_acts(source), **source.acts}
        act = acts.get(name)
        if not act:
            raise UserError(
                self.env._(
                    "“%(name)s” cannot be done with “%(kind)s”. Reload the page.",
                    name=name,
                    kind=source.title,
                )
            )
        record = source.records
        if domain is not None:
            record = record.search(domain & Domain("id", "=", res_id), limit=1)
        if not record:
            return self._answer(
                self.env._("This has been dealt with already."), is_gone=True
            )
        return self._answer(act(record, values or {}))

    @api.model
    def get_all_action(self, kind):
        """Return the action that shows all records of a kind."""
        self._check_internal()
        source, domain = self._get_source(kind)
        action = self.env["ir.actions.act_window"]._for_xml_id(source.action)
        domain = Domain.FALSE if domain is None else domain
        ids = source.records.search(domain, limit=COUNTED, order=source.order).ids
        return {
            **action,
            "display_name": source.title,
            "name": source.title,
            "domain": [("id", "in", ids)],
            "context": {},
        }

    def _check_internal(self):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The workbench is for colleagues alone."))

    # -- the sources -----------------------------------------------------------------

    def _get_shown_sources(self):
        """Return (source, domain) of each kind that this user has something of."""
        found = [
            (source, self._get_domain(source))
            for source in self._workbench_sources()
            if source.may_show()
        ]
        return [(source, domain) for source, domain in found if domain is not None]

    def _get_domain(self, source):
        """Return what there is to do of a source now (None: nothing for this user)."""
        domain = source.domain()
        if domain is None or not source.may_wait:
            return domain
        return domain & self.env["crm.workbench.snooze"]._awake_domain(source.key)

    def _get_source(self, kind):
        """Return the source of a kind and its domain (None: nothing for him).

        :raises UserError: no such kind, or not for this user
        """
        for source in self._workbench_sources():
            if source.key == kind and source.may_show():
                return source, self._get_domain(source)
        raise UserError(
            self.env._("There is nothing of this kind for you. Reload the page.")
        )

    def _look(self, sources):
        """Return {key: (how many, how many late, ids of the first)}, in one statement.

        Only what there is something of is fetched afterwards.
        """
        parts = [self._get_look_query(source, domain) for source, domain in sources]
        parts += [
            SQL("(SELECT '', COUNT(*), 0, NULL::int[] FROM (%s) AS found)", query)
            for query in self._get_done_queries()
        ]
        found = {"": (0, 0, None)}
        for key, count, late, ids in self.env.execute_query(
            SQL(" UNION ALL ").join(parts)
        ):
            count += found[key][0] if key in found else 0
            found[key] = (count, late, ids or [])
        return found

    def _get_look_query(self, source, domain):
        records = source.records
        query = records._search(
            domain,
            limit=COUNTED,
            order=source.order,
            bypass_access=source.bypass_access,
        )
        late = source.late().optimize_full(records)
        columns = (
            SQL.identifier(query.table, "id"),
            SQL("%s AS is_late", late._to_sql(records, query.table, query)),
        )
        return SQL(
            "(SELECT %s, COUNT(*), COUNT(*) FILTER (WHERE is_late), "
            "(ARRAY_AGG(id))[1:%s] FROM (%s) AS found)",
            source.key,
            source.limit,
            query.select(*columns),
        )

    def _get_cards(self, source, ids):
        records = source.records.browse(ids)
        records.fetch(source.fields)
        more = self._get_postpone_acts() if source.may_wait else []
        return [
            {
                **card,
                "kind": source.key,
                "id": f"{source.key}-{card['res_id']}",
                "acts": [*card["acts"], *more],
            }
            for card in source.cards(records)
        ]

    # -- the header ------------------------------------------------------------------

    def _get_numbers(self, sources, looked):
        found = [
            looked[source.key]
            for source, _domain in sources
            if source.rank < rules.OFFERS
        ]
        return {
            "late": sum(late for _count, late, _ids in found),
            "open": sum(count for count, _late, _ids in found),
            "done": looked[""][0],
        }

    def _get_done_queries(self):
        """Return the queries (``SQL``) of what this user has done today."""
        return []

    @api.model
    def _workbench_hints(self):
        """Hook: what may be done when all is done, a list of ``_hint()``."""
        return []

    def _hint(self, label, icon, action, view_type=None):
        """Return what may be done next: an action, by its external id."""
        return {"label": label, "icon": icon, "action": action, "view": view_type}

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
