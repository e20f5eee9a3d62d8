"""Chinese company names: what of a name says which company it is.

A full name reads place + brand + trade + legal form, e.g. 杭州 / 绿城 / 装饰设计 /
有限公司, with branches and notes in brackets. Two people type the same company
differently in place, legal form, brackets and script, so these are taken off
before names are compared.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc
from rapidfuzz import fuzz

#: Core names this alike are for a person to look at (``domain-rules``: 0.85).
REVIEW_SCORE = 0.85

LEGAL_FORMS = re.compile(
    "(股份有限公司|有限责任公司|集团有限公司|集团股份有限公司|有限公司|责任公司|股份公司"
    "|集团公司|集团|公司|股份|合伙企业|有限合伙|事务所|工作室|个体工商户)+$"
)
LATIN_FORMS = re.compile(r"(co|ltd|inc|llc|corp|corporation|company|limited|group)+$")
BRANCH = re.compile("[一-鿿]{2,6}?(分公司|办事处|分店|分院)$")
BRACKETS = re.compile(r"[(\[{<【《〈「『][^)\]}>】》〉」』]*[)\]}>】》〉」』]")
NOISE = re.compile(r"[^0-9a-z一-鿿]+")
PLACE_SUFFIX = "(?:省|市|区|县|自治区|特别行政区|新区)?"
PLACES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 "
    "福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 "
    "甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国 石家庄 "
    "唐山 保定 太原 大同 呼和浩特 包头 沈阳 大连 鞍山 长春 哈尔滨 "
    "大庆 南京 无锡 徐州 常州 苏州 南通 扬州 镇江 泰州 盐城 连云港 "
    "淮安 宿迁 昆山 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 台州 丽水 "
    "舟山 衢州 义乌 合肥 芜湖 蚌埠 马鞍山 安庆 福州 厦门 泉州 漳州 "
    "莆田 南昌 赣州 九江 济南 青岛 烟台 潍坊 淄博 临沂 威海 郑州 "
    "洛阳 开封 武汉 宜昌 襄阳 长沙 株洲 湘潭 广州 深圳 珠海 佛山 "
    "东莞 中山 惠州 汕头 江门 湛江 南宁 柳州 桂林 海口 三亚 成都 "
    "绵阳 贵阳 遵义 昆明 大理 拉萨 西安 咸阳 兰州 西宁 银川 乌鲁木齐"
)
PLACE_PREFIX = re.compile(
    f"^(?:(?:{'|'.join(sorted(PLACES.split(), key=len, reverse=True))}){PLACE_SUFFIX})+"
)
TRADES = re.compile(
    "(科技|信息技术|网络|建筑|装饰|装修|装潢|工程|设计|规划|景观|园林|房地产|地产|开发|置业|酒店|餐饮"
    "|商业|物业|管理|文化|传播|传媒|教育|医疗|器械|生物|新能源|电子|机械|制造|食品|服饰|家居|贸易|物流"
    "|投资|咨询|服务|实业|控股|发展|建设|顾问|研究院|设计院|国际)+$"
)


@dataclass(frozen=True)
class CompanyName:
    """``core`` is compared; ``brand`` is the core without its trade."""

    core: str
    brand: str
    is_branch: bool


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(text: str | None, limit: int = 200) -> str:
    """Return ``text`` folded for comparing: NFKC, simplified, lower case.

    >>> plain(" ＡＢＣ 設計 ")
    'abc 设计'
    >>> plain(None)
    ''
    """
    folded = unicodedata.normalize("NFKC", (text or "")[:limit])
    return _simplifier().convert(folded).strip().lower()


def parse(name: str | None) -> CompanyName:
    """Take ``name`` apart.

    >>> parse("杭州绿城装饰设计有限公司")
    CompanyName(core='绿城装饰设计', brand='绿城', is_branch=False)
    >>> parse("浙江綠城裝飾設計（集團）股份有限公司").core
    '绿城装饰设计'
    >>> parse("绿城装饰设计有限公司上海分公司")
    CompanyName(core='绿城装饰设计', brand='绿城', is_branch=True)
    >>> parse("Acme Co., Ltd.").core
    'acme'
    >>> parse("").core
    ''
    """
    text = NOISE.sub("", BRACKETS.sub("", plain(name)))
    if not text:  # the whole name stands in brackets
        text = NOISE.sub("", plain(name))
    branch = BRANCH.search(text)
    if branch and branch.start() >= 2:
        text = text[: branch.start()]
    core = PLACE_PREFIX.sub("", text)
    core = LATIN_FORMS.sub("", LEGAL_FORMS.sub("", core)) or text
    # A place may be the whole brand (苏州设计院): then it stays.
    brand = TRADES.sub("", core)
    return CompanyName(core, brand or core, bool(branch))


def score(left: CompanyName, right: CompanyName) -> float:
    """Return how alike two names are, 0..1.

    >>> score(parse("杭州绿城装饰设计有限公司"), parse("綠城裝飾設計公司"))
    1.0
    >>> score(parse("绿城装饰设计有限公司"), parse("碧桂园物业管理有限公司")) < 0.3
    True
    """
    if not left.core or not right.core:
        return 0.0
    return round(fuzz.ratio(left.core, right.core) / 100, 4)


def same_brand(left: CompanyName, right: CompanyName) -> bool:
    """Whether two names share their brand: a hint, never a conflict by itself.

    >>> same_brand(parse("万科物业管理有限公司"), parse("万科置业有限公司"))
    True
    """
    return len(left.brand) >= 2 and left.brand == right.brand
