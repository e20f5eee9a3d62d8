"""What a run of an import knows: fetched once, not once a row."""

from dataclasses import dataclass, field
from functools import cached_property

from ..tools import intake_rules, intake_values
from ..tools.intake_rules import NameIndex
from ..tools.intake_sectors import DESIGN_WORDS, SECTORS

#: longest text of meanings that become a short field
LIMITS = {"customer": 200, "contact": 100, "title": 300, "external_ref": 100}
LIMITS |= {"site_address": 500, "street": 500, "phone": 200, "product": 300}
LIMITS |= {"email": 200, "website": 300, "parent": 200, "city": 100}


@dataclass
class RowPlan:
    """What shall become of one row."""

    row: object
    cells: dict
    notes: list = field(default_factory=list)
    state: str = ""
    problems: list = field(default_factory=list)
    key: str = ""
    partner_id: int | bool = False
    lead_id: int | bool = False
    parent_name: str = ""
    values: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)

    def get(self, meaning):
        """The cell of a meaning, '' when it says nothing."""
        text = self.cells.get(meaning) or ""
        return "" if intake_values.is_blank(text) else text

    def remark(self, code, meaning="", **values):
        """Note a problem that does not stop the row."""
        values.setdefault("text", (self.cells.get(meaning) or "")[:80])
        values["column"] = self.titles.get(meaning, meaning)
        self.problems.append((code, values))

    def reject(self, code, meaning="", **values):
        """Note a problem that stops the row."""
        self.remark(code, meaning, **values)
        self.state = "rejected"

    def duplicate(self, code, **values):
        """Note that the row is known already."""
        self.remark(code, **values)
        self.state = "duplicate"

    def keep(self, meaning, code, **values):
        """Keep a cell as a note because it has no place elsewhere, and say so."""
        text = values.pop("note", None) or self.cells.get(meaning)
        self.notes.append((self.titles.get(meaning, meaning), text))
        self.remark(code, meaning, **values)

    def outcome(self):
        """State in which the row ends."""
        return self.state or ("remarked" if self.problems else "imported")

    def check(self, kind, titles):
        """Reject what is no record at all, or too long to be one."""
        self.titles = titles
        filled = [text for text in (self.row.raw or {}).values() if text]
        if not self.row.cells and intake_rules.is_total_line(filled):
            return self.reject("total_line")
        if not self.row.cells and _repeats_titles(self.row.raw or {}):
            return self.reject("header_line")
        for meaning, limit in LIMITS.items():
            count = len(self.cells.get(meaning) or "")
            if count > limit:
                return self.reject("too_long", meaning, count=count, limit=limit)
        if kind == "customers":
            if not intake_rules.key(self.get("customer")):
                return self.reject("name_missing", "customer")
            return None
        names = ("customer", "title", "contact", "phone", "external_ref", "email")
        if not any(map(self.get, names)):
            return self.reject("nothing")
        return None


def _repeats_titles(raw):
    """Whether a row is the line of titles once more (pages pasted together)."""
    return len(raw) > 1 and all(title == text for title, text in raw.items())


class IntakeLookup:
    """Known customers, users, stages and so on for one run of one list.

    :param batch: the list, with the rights of who imports it
    """

    def __init__(self, batch):
        self.batch = batch
        self.env = batch.env
        self.titles = {
            column.field_name: column.title
            for column in reversed(batch.column_ids)
            if column.field_name not in ("note", "ignore")
        }
        self.findings = batch.findings or {}

    def forget(self):
        """Drop what was fetched: a rollback may have undone some of it."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                self.__dict__.pop(name, None)

    def _pairs(self, model, domain, name="name"):
        records = self.env[model].search_fetch(domain, [name])
        return [(record.id, record[name]) for record in records if record[name]]

    @cached_property
    def companies(self):
        """Customers by name; the oldest of equal names stands for them."""
        domain = [
            ("is_company", "=", True),
            ("company_id", "in", [False, self.batch.company_id.id]),
        ]
        records = self.env["res.partner"].search_fetch(domain, ["name"], order="id")
        return NameIndex.of((record.id, record.name) for record in records)

    @cached_property
    def users(self):
        """Internal users of the company by name and login."""
        users = self.env["res.users"].search_fetch(
            [
                ("share", "=", False),
                ("company_ids", "in", self.batch.company_id.ids),
            ],
            ["name", "login"],
        )
        return NameIndex.of(
            (user.id, text) for user in users for text in (user.name, user.login)
        )

    @cached_property
    def teams(self):
        """User -> default team, filled as users are met."""
        return {}

    def team_of(self, user_id):
        """Team of an opportunity of this user."""
        if self.batch.team_id:
            return self.batch.team_id.id
        if not user_id:
            return False
        if user_id not in self.teams:
            team = self.env["crm.team"]._get_default_team_id(user_id=user_id)
            is_ours = team.company_id in (self.batch.company_id, team.company_id[:0])
            self.teams[user_id] = team.id if is_ours else False
        return self.teams[user_id]

    @cached_property
    def may_assign(self):
        """Whether the importing user may make opportunities of others."""
        return self.env.user.has_group("sales_team.group_sale_salesman_all_leads")

    @cached_property
    def design_types(self):
        """Design types by name, by code and by what lists call them."""
        codes = {code: ref for ref, code in self._pairs("crm.design.type", [], "code")}
        words = [
            (ref, word)
            for code, ref in codes.items()
            for word in (code, *DESIGN_WORDS.get(code, "").split("|"))
        ]
        return NameIndex.closed(self._translated("crm.design.type") + words)

    @cached_property
    def design_names(self):
        """Keys of the design types' own names."""
        return {
            intake_rules.key(name) for _ref, name in self._translated("crm.design.type")
        }

    @cached_property
    def countries(self):
        """Countries by name in both languages, by code, and by common short names."""
        pairs = self._translated("res.country")
        codes = {code: ref for ref, code in self._pairs("res.country", [], "code")}
        pairs += [(ref, code) for code, ref in codes.items()]
        short = {"Korea": "KR", "USA": "US", "UK": "GB", "England": "GB", "中国": "CN"}
        short |= {"UAE": "AE", "Russia": "RU", "Vietnam": "VN", "Holland": "NL"}
        pairs += [(codes[code], name) for name, code in short.items() if code in codes]
        return NameIndex.closed(pairs)

    @cached_property
    def grades(self):
        """Grades of customers by name, as "A" or as "A级"."""
        pairs = self._translated("crm.customer.grade")
        tails = [(ref, f"{name}{tail}") for ref, name in pairs for tail in "级类"]
        return NameIndex.closed(pairs + tails)

    @cached_property
    def industries(self):
        """Industries by name; a sector we know by word only has a str reference."""
        pairs = self._translated("res.partner.industry")
        return NameIndex.closed(pairs + [(word, word) for word in SECTORS])

    def _translated(self, model):
        pairs = []
        for lang in dict.fromkeys((self.env.lang or "en_US", "en_US")):
            records = self.env[model].with_context(lang=lang).search_fetch([], ["name"])
            pairs += [(record.id, record.name) for record in records if record.name]
        return pairs

    @cached_property
    def sources(self):
        """Sources by name, archived ones too: the name is unique."""
        model = self.env["utm.source"].with_context(active_test=False)
        return {
            intake_rules.key(s.name): s.id for s in model.search_fetch([], ["name"])
        }

    @cached_property
    def stages(self):
        """All stages in their order."""
        return self.env["crm.stage"].search_fetch(
            [], ["name", "is_won", "team_ids", "sequence"], order="sequence, id"
        )

    @cached_property
    def _stages_by_team(self):
        return {}

    def stages_of(self, team_id):
        """(open stages, won stage) of a team, in their order."""
        if team_id not in self._stages_by_team:
            usable = self.stages.filtered(
                lambda stage: not stage.team_ids or team_id in stage.team_ids.ids
            )
            won = usable.filtered("is_won")[:1]
            self._stages_by_team[team_id] = (usable - usable.filtered("is_won"), won)
        return self._stages_by_team[team_id]

    @cached_property
    def lost_reason(self):
        """Why an opportunity that a list calls lost was lost."""
        return self.env.ref("crm_pipeline.crm_lost_reason_listed")

    def date_order(self, meaning):
        """Order of the dates in the column of ``meaning``."""
        return (self.findings.get("dates") or {}).get(meaning) or "dmy"

    def amount_unit(self, meaning):
        """Factor that the column's title states."""
        return (self.findings.get("units") or {}).get(meaning) or 1
