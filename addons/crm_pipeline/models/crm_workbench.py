from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import workbench as rules

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
            ``limit`` (up to which is counted), ``hints`` (what to do when all is
            done) and ``has_team`` (see ``load_team``)
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
            "has_team": self._leads_a_team(),
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
        domain = Domain.FALSE if domain is None else domain
        return self._get_list_action(source, domain, source.title)

    def _get_list_action(self, source, domain, name):
        action = self.env["ir.actions.act_window"]._for_xml_id(source.action)
        ids = source.records.search(domain, limit=COUNTED, order=source.order).ids
        return {
            **action,
            "display_name": name,
            "name": name,
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
