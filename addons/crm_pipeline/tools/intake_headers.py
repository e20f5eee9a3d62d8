"""What the columns of a customer or opportunity list mean.

The synonym table is written the way people title their columns; a title is
compared by its letters only (see :func:`header_key`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

#: put the cell into the notes of the record, with the column's title
NOTE = "note"
#: leave the cell in the list's own row only
IGNORE = "ignore"

KINDS = ("customers", "opportunities")

#: meaning -> titles seen in real lists
SYNONYMS: dict[str, str] = {
    "external_ref": (
        "opportunity id|opportunity_id|opp id|deal id|lead id|reference|external id|"
        "商机编号|线索编号|项目编号|报备编号|机会编号|外部编号|单号"
    ),
    "customer": (
        "account|account name|customer|customer name|client|client name|company|"
        "company name|organisation|organization|客户|客户名称|客户全称|客户名|公司|"
        "公司名称|公司全称|单位|单位名称|企业名称|甲方|甲方名称|业主|业主单位|"
        "建设单位|客户单位"
    ),
    "contact": (
        "contact|contact name|contact person|联系人|联系人姓名|对接人|客户联系人|"
        "甲方联系人|项目联系人|联络人"
    ),
    "phone": (
        "phone|telephone|tel|mobile|phone number|电话|联系电话|手机|手机号|手机号码|"
        "联系方式|电话号码|座机|联系人电话"
    ),
    "email": "email|e-mail|mail|email address|邮箱|电子邮箱|电子邮件|邮件",
    "website": "website|web|url|homepage|网址|官网|网站",
    "credit_code": (
        "credit code|unified social credit code|uscc|统一社会信用代码|信用代码|"
        "社会信用代码"
    ),
    "industry": "industry|sector|行业|所属行业|客户行业|行业类别",
    "country": (
        "country|office location|office_location|location|国家|国家地区|所在国家"
    ),
    "city": "city|城市|所在城市|所在地",
    "street": "address|street|地址|公司地址|客户地址|办公地址|注册地址|通讯地址",
    "parent": (
        "parent|parent company|subsidiary of|subsidiary_of|母公司|上级单位|上级公司|"
        "所属集团|集团|隶属"
    ),
    "title": (
        "project|project name|opportunity|opportunity name|deal name|subject|项目|"
        "项目名称|工程名称|商机|商机名称|项目名|楼盘|楼盘名称"
    ),
    "site_address": (
        "site|site address|project address|项目地址|项目地点|工程地址|工程地点|"
        "项目位置|现场地址|施工地址|楼盘地址"
    ),
    "design_type": (
        "design type|设计类型|设计类别|项目类型|业态|设计业态|类型|服务类型"
    ),
    "area": (
        "area|size|gross area|floor area|面积|建筑面积|设计面积|项目面积|面积㎡|"
        "面积m2|面积平方米|面积平米"
    ),
    "amount": (
        "amount|close value|close_value|value|deal value|budget|expected revenue|预算|"
        "预算金额|项目预算|设计预算|设计费|设计费预算|金额|合同金额|预计金额|报价|"
        "预计合同额|成交金额"
    ),
    "product": "product|product name|service|产品|产品名称|服务|服务内容|意向产品",
    "salesperson": (
        "sales agent|sales_agent|salesperson|sales|sales rep|owner|account manager|"
        "销售|销售人员|业务员|负责人|销售负责人|跟进人|客户经理|报备人|业务"
    ),
    "stage": (
        "stage|deal stage|deal_stage|status|阶段|销售阶段|商机阶段|状态|跟进状态|"
        "项目阶段|当前阶段"
    ),
    "date_open": (
        "engage date|engage_date|open date|created|created on|date|日期|报备日期|"
        "报备时间|登记日期|创建日期|录入日期|接洽日期|跟进日期|首次联系日期|提交日期"
    ),
    "date_close": (
        "close date|close_date|closed on|closing date|expected closing|成交日期|"
        "关闭日期|预计成交日期|预计签约日期|签约日期|结束日期|预计签约"
    ),
    "source": (
        "source|lead source|channel|来源|客户来源|线索来源|渠道|获客渠道|来源渠道"
    ),
    "grade": (
        "grade|customer grade|priority|rating|stars|客户等级|客户级别|客户分级|等级|"
        "级别|优先级|星级|重要程度|意向等级|意向度"
    ),
    NOTE: (
        "note|notes|remark|remarks|comment|comments|description|备注|说明|描述|"
        "跟进记录|跟进情况|需求|项目描述|revenue|annual revenue|employees|headcount|"
        "year established|year_established|founded|engage quarter|engage_quarter|"
        "close quarter|close_quarter|营业额|年营业额|营收|员工数|员工人数|人数|"
        "成立年份|成立时间|注册资本|职务|职位|微信|微信号"
    ),
    # titles of the workbook of rejected rows, which comes back corrected
    IGNORE: (
        "no|seq|serial|serial number|row|序号|编号|行号|"
        "import line|import result|import reason|导入行号|导入结果|导入原因"
    ),
}

#: meanings that a customer list has no place for, and the other way round
ONLY_OPPORTUNITIES = frozenset(
    (
        "title",
        "site_address",
        "design_type",
        "area",
        "amount",
        "product",
        "salesperson",
        "stage",
        "date_open",
        "date_close",
        "source",
    )
)
ONLY_CUSTOMERS = frozenset(
    ("website", "credit_code", "industry", "country", "city", "street", "parent")
)
#: meanings by which a list is known for what it is
_TELL_OPPORTUNITIES = frozenset(
    (
        "title",
        "site_address",
        "design_type",
        "area",
        "amount",
        "product",
        "stage",
        "date_close",
    )
)

#: every meaning a column may be given, in the order of the form
FIELDS = (*(name for name in SYNONYMS if name not in (NOTE, IGNORE)), NOTE, IGNORE)


@dataclass(frozen=True)
class Mapping:
    """Kind of list and, for each title, what it means."""

    kind: str
    fields: tuple[tuple[str, str], ...]

    def unknown(self) -> tuple[str, ...]:
        """Titles that the synonym table does not hold (they became notes)."""
        return tuple(
            title
            for title, field in self.fields
            if field == NOTE and not is_known_header(title)
        )


def header_key(title: str) -> str:
    """Reduce a title to its letters and digits.

    >>> header_key("*客户 名称（必填）"), header_key("Close_Value")
    ('客户名称', 'closevalue')
    """
    text = unicodedata.normalize("NFKC", title).casefold()
    text = re.sub(r"\([^)]*\)|\[[^]]*\]|【[^】]*】", "", text) or text
    return "".join(char for char in text if char.isalnum())


_BY_KEY = {
    header_key(title): field
    for field, titles in SYNONYMS.items()
    for title in titles.split("|")
}


def is_known_header(title: str) -> bool:
    """Tell whether a cell is a column title we know.

    >>> is_known_header("联系 电话"), is_known_header("云栖酒店")
    (True, False)
    """
    return header_key(title) in _BY_KEY


def field_of(title: str) -> str:
    """Give the meaning of a title; '' when unknown.

    >>> field_of("客户名称"), field_of("预算（万元）"), field_of("色号")
    ('customer', 'amount', '')
    """
    return _BY_KEY.get(header_key(title), "")


def amount_unit(title: str) -> int:
    """Give the factor that a title states for its numbers.

    >>> amount_unit("预算（万元）"), amount_unit("预算"), amount_unit("金额(亿)")
    (10000, 1, 100000000)
    """
    brackets = re.findall(r"[(\[【]([^)\]】]*)", unicodedata.normalize("NFKC", title))
    text = " ".join(brackets)
    return 100_000_000 if "亿" in text else 10_000 if "万" in text else 1


def detect_kind(titles: Iterable[str]) -> str:
    """Tell a list of opportunities from a list of customers by its titles.

    >>> detect_kind(["客户名称", "电话", "行业"]), detect_kind(["客户", "项目名称"])
    ('customers', 'opportunities')
    """
    fields = {field_of(title) for title in titles}
    if fields & _TELL_OPPORTUNITIES:
        return "opportunities"
    if fields & ONLY_CUSTOMERS or not fields & ONLY_OPPORTUNITIES:
        return "customers"
    return "opportunities"


def propose_mapping(titles: Iterable[str], kind: str = "") -> Mapping:
    """Propose a meaning for each title; each meaning but the note is given once.

    A title we do not know, and one whose meaning has no place in this kind of
    list, becomes a note: the cell is kept with the record, under its title.

    >>> propose_mapping(["客户名称", "公司", "色号"]).fields
    (('客户名称', 'customer'), ('公司', 'note'), ('色号', 'note'))
    """
    titles = list(titles)
    kind = kind or detect_kind(titles)
    out = ONLY_OPPORTUNITIES if kind == "customers" else ONLY_CUSTOMERS
    given: set[str] = set()
    fields = []
    for title in titles:
        field = field_of(title) or NOTE
        if field in out or field in given:
            field = NOTE
        if field not in (NOTE, IGNORE):
            given.add(field)
        fields.append((title, field))
    return Mapping(kind, tuple(fields))
