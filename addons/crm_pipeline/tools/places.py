"""Places of China as they stand in company names: 浙江省, 杭州市, 杭州, 西湖区.

The divisions (GB/T 2260, province to county) are listed in ``places.txt``, so a place
is one that exists. Whether a word is meant as a place is another matter: 和平
is a district of Tianjin and a good name for a company. Names without their suffix are
therefore *sure* for provinces and large cities only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIVISIONS = Path(__file__).with_name("places.txt")
SUFFIX = re.compile(
    "(?:特别行政区|自治区|自治州|自治县|自治旗|新区|地区|林区|[省市区县盟旗])$"
)
PEOPLES = re.compile(
    "(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎"
    "|傈僳|佤|畲"
    "|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯"
    "|普米|怒"
    "|鄂温克|保安|裕固|鄂伦春|塔吉克|德昂|独龙|各)族|维吾尔|哈萨克|柯尔克孜|蒙古)+$"
)
#: administered like a place, listed nowhere
ZONES = (
    "高新技术产业开发区 高新技术开发区 高新开发区 高新区 经济技术开发区 经济开发区 "
    "经开区 开发区 工业园区 自贸区 自由贸易试验区 保税区 综合保税区 新区"
)
MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})
PROVINCE, CITY, COUNTY = range(3)


@dataclass(frozen=True)
class Place:
    """``city`` is the prefecture (else province) in short, '' when it is open."""

    city: str
    level: int
    is_sure: bool


def bare(name: str) -> str:
    """Return a place's name without suffix and peoples; '' when too little is left.

    >>> bare("杭州市"), bare("恩施土家族苗族自治州"), bare("新疆维吾尔自治区")
    ('杭州', '恩施', '新疆')
    >>> bare("忠县")
    ''
    """
    short = SUFFIX.sub("", name)
    short = PEOPLES.sub("", short) if short != name and "自治" in name else short
    return short if len(short) >= 2 else ""


def leading(text: str) -> tuple[str, Place] | None:
    """Return the place that ``text`` begins with, the longest name wins.

    >>> leading("杭州市西湖区绿城")[0]
    '杭州市'
    >>> leading("昆山绿城")[1]
    Place(city='苏州', level=2, is_sure=False)
    >>> leading("绿城") is None
    True
    """
    table = _table()
    for length in range(min(_longest(), len(text)), 1, -1):
        if place := table.get(text[:length]):
            return text[:length], place
    return None


def trailing(text: str) -> tuple[str, Place] | None:
    """Return the sure place that ``text`` ends with.

    >>> trailing("绿城装饰上海")
    ('上海', Place(city='上海', level=0, is_sure=True))
    """
    table = _table()
    for length in range(min(_longest(), len(text)), 1, -1):
        place = table.get(text[-length:])
        if place and place.is_sure:
            return text[-length:], place
    return None


def without_cities(text: str) -> str:
    """Return ``text`` without the provinces and cities that it begins with.

    >>> without_cities("浙江省杭州市西湖区文三路")
    '西湖区文三路'
    """
    while (found := leading(text)) and found[1].level < COUNTY:
        text = text[len(found[0]) :]
    return text


def city_of(text: str) -> str | None:
    """Return the city when ``text`` is a place and nothing else, else None.

    >>> city_of("浙江杭州市"), city_of("集团")
    ('杭州', None)
    """
    city = None
    while text and (found := leading(text)):
        text, city = text[len(found[0]) :], found[1].city or city or ""
    return None if text else city


@cache
def _longest() -> int:
    return max(map(len, _table()))


@cache
def _table() -> dict[str, Place]:
    """Return every name that a place goes by; the higher level wins."""
    table: dict[str, Place] = {}
    for name, place in sorted(_divisions(), key=lambda item: item[1].level):
        known = table.setdefault(name, place)
        if known.level == COUNTY and known.city != place.city:
            table[name] = Place("", COUNTY, known.is_sure)  # there are several
    for name in ZONES.split():
        table.setdefault(name, Place("", COUNTY, True))
    table["中国"] = Place("", PROVINCE, False)
    return table


def _divisions() -> Iterator[tuple[str, Place]]:
    """Yield every name, with and without its suffix, and what it stands for."""
    province = ""
    for line in DIVISIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            province = bare(line)
            yield from _names(line, province, PROVINCE)
            continue
        city, *counties = line.split()
        if city != "-":
            yield from _names(city, bare(city), CITY)
        elif province in MUNICIPALITIES:
            city = province
        for county in counties:
            yield from _names(county, bare(city) or bare(county), COUNTY)


def _names(name: str, city: str, level: int) -> Iterator[tuple[str, Place]]:
    """Yield ``name`` in full and in short.

    >>> [(name, place.is_sure) for name, place in _names("阿里地区", "阿里", CITY)]
    [('阿里地区', True), ('阿里', False)]
    """
    yield name, Place(city, level, True)
    # 阿里 or 和田 alone is no sure sign of the prefecture, 杭州 is one of the city
    is_sure = level == PROVINCE or (level == CITY and name.endswith("市"))
    if short := bare(name):
        yield short, Place(city, level, is_sure)
