"""Names, spellings, stages and keys of imported rows.

Everything here works on plain values; the models fetch what is known and write what
these rules decide. Names are compared for identity, far more strictly than the conflict
check does (``company_name``), which shows likely ones to a person.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from . import company_name

#: shortest Latin name that may be taken for another by its spelling
MIN_FUZZY_LENGTH = 5
#: least likeness for that; 1 - edits / length
NAME_LIKENESS = 0.85
#: a short closed list (sectors, design types) may be matched more freely
VALUE_LIKENESS = 0.74

_LEGAL_ZH = re.compile(r"(股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司)$")
_LEGAL_EN = re.compile(
    r"[\s,.]+(incorporated|inc|corporation|corp|company|co|limited|ltd|llc|plc|gmbh)"
    r"\.?$"
)
_TOTAL = re.compile(
    r"^(合计|总计|小计|汇总|共计|total|grand ?total|subtotal|sum)[:：]?$"
)


def key(text: str) -> str:
    """Reduce a name to its letters and digits, for comparison.

    Traditional characters count as their simplified ones.

    >>> key("深圳　雲棲（酒店）管理有限公司"), key("GTX Pro"), key("Ｇtx-pro")
    ('深圳云栖酒店管理有限公司', 'gtxpro', 'gtxpro')
    """
    if not text.isascii():
        text = company_name.plain(text, limit=len(text))
    text = text.casefold()
    return "".join(char for char in text if char.isalnum())


def core(text: str) -> str:
    """Reduce a company's name further: no legal form, no 省/市 after a place.

    >>> core("深圳市云栖酒店管理有限公司") == core("深圳云栖酒店管理")
    True
    >>> core("Acme Corp."), core("云栖北京分公司")
    ('acme', '云栖北京分公司')
    """
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = folded
    while bare != (shorter := _LEGAL_EN.sub("", bare)):
        bare = shorter
    bare = key(bare)
    if not bare.endswith("分公司"):
        bare = _LEGAL_ZH.sub("", bare)
    bare = re.sub(r"^(\w{2,3})省", r"\1", bare)
    bare = re.sub(r"^([\u4e00-\u9fff]{2,6}?)市", r"\1", bare)
    return bare or key(folded)


@dataclass(frozen=True)
class Match:
    """A known name found for a written one.

    ``how``: 'same' (letter by letter, signs aside), 'core' (legal form or place sign
    differ) or 'spelling' (letters differ).
    """

    ref: Hashable
    name: str
    how: str


@dataclass
class NameIndex:
    """Known names, found by a written one; ambiguous findings are none.

    Chinese names are never matched by likeness: one character more is another
    company.

    >>> index = NameIndex.of([(1, "Kan-code"), (2, "上海华信设计有限公司")])
    >>> index.find("kan code").how, index.find("Kan-kode"), index.find("上海华信达设计")
    ('same', Match(ref=1, name='Kan-code', how='spelling'), None)
    >>> index.find("上海市华信设计").how
    'core'
    """

    likeness: float = NAME_LIKENESS
    min_length: int = MIN_FUZZY_LENGTH
    is_closed: bool = False
    _keys: dict[str, Match] = field(default_factory=dict)
    _cores: dict[str, list[Match]] = field(default_factory=lambda: defaultdict(list))
    _buckets: dict[str, dict[str, Match]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _found: dict[str, Match | None] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[Hashable, str]], **options: float) -> NameIndex:
        """Index (reference, name) pairs; the first of equal names stays."""
        index = cls(**options)
        for ref, name in pairs:
            index.add(ref, name)
        return index

    @classmethod
    def closed(cls, pairs: Iterable[tuple[Hashable, str]]) -> NameIndex:
        """Index a short list that values must come from: matched more freely."""
        return cls.of(pairs, likeness=VALUE_LIKENESS, min_length=4, is_closed=True)

    def add(self, ref: Hashable, name: str) -> None:
        """Make ``name`` known."""
        name_key = key(name)
        if not name_key or name_key in self._keys:
            return
        self._found.clear()
        match = Match(ref, name, "same")
        self._keys[name_key] = match
        self._cores[core(name)].append(match)
        self._buckets[self._bucket(name_key)][name_key] = match

    def _bucket(self, name_key: str) -> str:
        return "" if self.is_closed else name_key[0]

    def find(self, name: str) -> Match | None:
        """Find the one known name that ``name`` means."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> Match | None:
        name_key = key(name)
        if not name_key:
            return None
        if name_key in self._keys:
            return self._keys[name_key]
        same_core = self._cores.get(core(name), [])
        if same_core:
            first = same_core[0]
            return Match(first.ref, first.name, "core") if len(same_core) == 1 else None
        return self._alike(name_key)

    def _alike(self, name_key: str) -> Match | None:
        """The one name whose letters are nearly the same."""
        is_latin = name_key.isascii()
        if not (is_latin or self.is_closed):
            return None
        if len(name_key) < (self.min_length if is_latin else 3):
            return None
        bucket = self._buckets.get(self._bucket(name_key), {})
        likeness = self.likeness if is_latin else min(self.likeness, 0.66)
        found = process.extract(
            name_key,
            bucket.keys(),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=likeness,
            limit=2,
        )
        if not found or (len(found) == 2 and found[0][1] == found[1][1]):
            return None
        # V2 is no misspelt V1
        if re.sub(r"\D", "", found[0][0]) != re.sub(r"\D", "", name_key):
            return None
        match = bucket[found[0][0]]
        return Match(match.ref, match.name, "spelling")


def join_words(values: Iterable[str]) -> dict[str, str]:
    """Find values that are others' words run together, and how to write them.

    >>> join_words(["GTXPro", "GTX Plus Pro", "MG Special", "GTX Basic"])
    {'GTXPro': 'GTX Pro'}
    """
    values = {value for value in values if value}
    words = {w for value in values for w in value.split() if len(value.split()) > 1}
    by_fold = {word.casefold(): word for word in words}
    found = {}
    for value in sorted(values):
        if " " in value or value.casefold() in by_fold or not value.isascii():
            continue
        folded = value.casefold()
        cuts = [
            f"{by_fold[folded[:cut]]} {by_fold[folded[cut:]]}"
            for cut in range(2, len(folded) - 1)
            if folded[:cut] in by_fold and folded[cut:] in by_fold
        ]
        if len(cuts) == 1:
            found[value] = cuts[0]
    return found


#: written stage -> ('won' | 'lost' | 'open', place among the open stages)
_STAGES = {
    "won": "won|closed won|win|signed|成交|已成交|赢单|已签约|签约|已签|中标|已中标",
    "lost": "lost|closed lost|lose|输单|丢单|流失|已流失|未中标|失败|放弃|"
    "作废|战败|无效",
    "open:0": "prospecting|new|lead|新建|新增|初步接触|线索|初访|待跟进|未跟进|意向",
    "open:1": "engaging|qualified|contacted|in progress|跟进中|洽谈中|洽谈|接洽|沟通中|"
    "跟进|方案中|已联系",
    "open:2": "proposition|proposal|quoted|negotiation|报价|已报价|报价中|方案|投标|"
    "投标中|谈判|商务谈判|合同谈判",
}
_STAGE_BY_KEY = {
    key(word): meaning
    for meaning, words in _STAGES.items()
    for word in words.split("|")
}


def read_stage(text: str) -> tuple[str, int] | None:
    """Say what a written stage means; None when it is unknown.

    >>> read_stage("Won"), read_stage("跟进中"), read_stage("丢单"), read_stage("半夜")
    (('won', 0), ('open', 1), ('lost', 0), None)
    """
    meaning = _STAGE_BY_KEY.get(key(text))
    if not meaning:
        return None
    outcome, _colon, place = meaning.partition(":")
    return outcome, int(place or 0)


def is_total_line(cells: Iterable[str]) -> bool:
    """Tell a line of sums, or of nothing but numbers, from a record.

    >>> is_total_line(["合计", "", "1200"]), is_total_line(["合计时尚中心", "张三"])
    (True, False)
    """
    filled = [cell for cell in cells if cell]
    words = [cell for cell in filled if not re.fullmatch(r"[\d.,%¥元万\s]+", cell)]
    return len(words) == 1 and bool(_TOTAL.match(words[0].strip().casefold()))


def external_key(values: dict[str, str]) -> str:
    """Give the key by which a row of opportunities is known again.

    Its own reference where the list has one; else customer, project and site; else
    everything it says.

    >>> external_key({"external_ref": "EC4QE1BX"})
    'ref:ec4qe1bx'
    >>> a = external_key({"customer": "云栖酒店", "title": "大堂 改造", "area": "1"})
    >>> a == external_key({"customer": "云栖酒店", "title": "大堂改造", "area": "2"})
    True
    """
    if values.get("external_ref"):
        return "ref:" + key(values["external_ref"])
    title = key(values.get("title", ""))
    if title:
        who = core(values.get("customer", "")) if values.get("customer") else ""
        who = who or key(values.get("contact", "") + values.get("phone", ""))
        return "site:" + _digest(who, title, key(values.get("site_address", "")))
    pairs = sorted((name, key(text)) for name, text in values.items() if text)
    return "row:" + _digest(*(part for pair in pairs for part in pair))


def customer_key(values: dict[str, str]) -> str:
    """Give the key by which a row of customers is known again.

    >>> customer_key({"customer": "Kan-code"}) == customer_key({"customer": "kan code"})
    True
    """
    return "name:" + key(values.get("customer", ""))[:200]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def spellings(counts: dict[str, int], known: Iterable[str] = ()) -> dict[str, str]:
    """Find the misspelt values of a column, and how to write them.

    A value that is others' words run together is written apart; a value that is
    nearly a known one, or nearly one that occurs five times as often, is that one.

    >>> spellings({"GTXPro": 9, "GTX Basic": 9, "MG Pro": 9})
    {'GTXPro': 'GTX Pro'}
    >>> spellings({"Basic Plan": 50, "Basci Plan": 1}, known=["Full Plan"])
    {'Basci Plan': 'Basic Plan'}
    """
    index = NameIndex.of((name, name) for name in known)
    found: dict[str, str] = {}
    joined = join_words(counts)
    for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        match = index.find(value)
        is_known = match and (match.name not in counts or match.how == "same")
        if match and (is_known or counts[match.name] >= 5 * count):
            if match.name != value:
                found[value] = match.name
        elif value in joined:
            found[value] = joined[value]
            index.add(joined[value], joined[value])
        else:
            index.add(value, value)
    return found
