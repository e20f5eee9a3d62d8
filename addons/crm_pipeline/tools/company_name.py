"""Chinese company names: what of a name says which company it is.

A full name reads place + brand + trade + legal form, e.g. 杭州 / 绿城 / 装饰设计 /
有限公司, with branches and notes behind it or in brackets. Two people type the same
company differently in place, legal form, brackets and script, so these are taken off
before names are compared.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

from . import company_words as words
from . import places

#: longest text looked at, longest core kept: an index holds no more
TEXT_LIMIT = 200
CORE_LIMIT = 60
#: a brand has at least so many characters
BRAND = 2
NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class CompanyName:
    """``core`` is compared; ``brand`` is the core without its trade.

    ``place`` is the city in short, '' when the name says none.
    """

    core: str
    brand: str
    place: str = ""
    is_branch: bool = False

    @property
    def trade(self) -> str:
        """What the company does, '' when the name does not say."""
        return self.core[len(self.brand) :]

    @property
    def is_generic(self) -> bool:
        """Whether the name is made of trades alone, as 设计院 is.

        >>> CompanyName("建筑设计", "建筑").is_generic
        True
        """
        return _trade_start(self.core) == 0


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(text: str | None, limit: int = TEXT_LIMIT) -> str:
    """Return ``text`` folded for comparing: NFKC, simplified, lower case.

    >>> plain(" ＡＢＣ 設計 ")
    'abc 设计'
    >>> plain(None)
    ''
    """
    folded = unicodedata.normalize("NFKC", (text or "")[:limit].lower())[:limit]
    if folded.isascii():
        return folded.strip().lower()
    folded = _simplifier().convert(folded.lower())
    return unicodedata.normalize("NFKC", folded)[:limit].strip()


def parse(name: str | None) -> CompanyName:
    """Take ``name`` apart, in the likeliest way.

    >>> parse("杭州绿城装饰设计有限公司")
    CompanyName(core='绿城装饰设计', brand='绿城', place='杭州', is_branch=False)
    >>> parse("浙江綠城裝飾設計（集團）股份有限公司").core
    '绿城装饰设计'
    >>> parse("绿城装饰设计有限公司上海分公司").is_branch
    True
    >>> parse("浙江省杭州市西湖区绿城装饰设计有限公司-王总").core
    '绿城装饰设计'
    >>> parse("Acme Co., Ltd.").core
    'acme'
    >>> parse("").core
    ''
    """
    return readings(name)[0]


@lru_cache(maxsize=4096)
def readings(name: str | None) -> tuple[CompanyName, ...]:
    """Return the ways to read ``name``, the likeliest first.

    There are several when a word may be a place or a part of the brand.

    >>> [name.core for name in readings("昆山绿城装饰")]
    ['昆山绿城装饰', '绿城装饰']
    >>> [name.core for name in readings("苏州设计院")]
    ['苏州设计院', '设计院']
    """
    text, bracket_place, is_branch = _bare(plain(name))
    return tuple(
        CompanyName(core, _brand(core), bracket_place or place, is_branch)
        for place, core in _without_places(text)
    )


def split(core: str, place: str = "") -> CompanyName:
    """Return a stored core as a name again."""
    return CompanyName(core, _brand(core), place)


def _bare(text: str) -> tuple[str, str, bool]:
    """Return (place, brand and trade; the place in brackets; whether a branch)."""
    place, is_branch = "", False
    for found in words.BRACKETS.findall(text):
        place = place or places.city_of(NOISE.sub("", found)) or ""
        is_branch = is_branch or bool(words.BRANCH.search(found))
    outside = words.BRACKETS.sub(" ", text)
    text = outside if NOISE.sub("", outside) else text
    text = words.LATIN_FORM.sub("", _without_notes(text)) or text
    text = NOISE.sub("", text)
    while True:
        shorter, found_branch = _without_form(text)
        is_branch = is_branch or found_branch
        if shorter == text:
            return text[:CORE_LIMIT], place, is_branch
        text = shorter


def _without_notes(text: str) -> str:
    """Cut what was noted behind the name: 绿城设计-王总.

    >>> _without_notes("绿城设计-王总"), _without_notes("绿城-设计 13800138000")
    ('绿城设计', '绿城-设计')
    """
    gaps = list(words.SEPARATOR.finditer(text))
    for gap in reversed(gaps):
        note = text[gap.end() :]
        if note and not words.NOTE.fullmatch(note):
            break
        if len(NOISE.sub("", text[: gap.start()])) < BRAND:
            break
        text = text[: gap.start()]
    return text


def _without_form(text: str) -> tuple[str, bool]:
    """Cut legal form and branch off, and what stands behind them."""
    is_branch = False
    form = words.LEGAL_FORM.search(text, BRAND)
    branch = words.BRANCH.search(text, BRAND)
    if branch and (not form or branch.start() <= form.start()):
        text, is_branch = text[: branch.start()], True
        place = places.trailing(text)
        if place and len(text) - len(place[0]) >= BRAND:
            text = text[: -len(place[0])]
    elif form:
        text, is_branch = text[: form.start()], bool(branch)
    text = words.HOLDING.sub("", text)
    # 绿城装饰设计杭州: a place behind the trade
    place = places.trailing(text)
    if place and _ends_in_trade(text[: -len(place[0])]):
        text = text[: -len(place[0])]
    return text, is_branch


def _without_places(text: str) -> list[tuple[str, str]]:
    """Return (city, rest) of each way to take the places off the front."""
    city, level, ways = "", places.COUNTY + 1, []
    while found := places.leading(text):
        word, place = found
        rest = text[len(word) :]
        is_brand_left = _trade_start(rest) >= BRAND
        if len(rest) < BRAND or not (is_brand_left or place.is_sure):
            break
        if not (is_brand_left and place.is_sure):
            ways.append((city, text))
        # a city says more than its province, a district no more than its city
        if place.city and (not city or level == places.PROVINCE):
            city, level = place.city, place.level
        text = rest
    return [*ways[:2], (city, text)]


def _ends_in_trade(text: str) -> bool:
    return BRAND <= _trade_start(text) < len(text)


def _brand(core: str) -> str:
    """Return ``core`` without its trades; at least two characters stay."""
    return core[: _trade_start(core, least=BRAND)]


def _trade_start(text: str, least: int = 0) -> int:
    """Return where the trades at the end of ``text`` begin.

    >>> _trade_start("绿城装饰设计工程"), _trade_start("绿城")
    (2, 2)
    """
    end = len(text)
    while end > least:
        for length in range(min(words.LONGEST_TRADE, end - least), 1, -1):
            if text[end - length : end] in words.TRADES:
                end -= length
                break
        else:
            break
    return end
