"""What a mail says clearly about who wrote it: a phone, a company."""

from __future__ import annotations

import re

PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+|00)?86[- ]?)?"
    r"(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?![\d-])"
)
COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()·]{2,40}?"
    r"(?:有限责任公司|股份有限公司|有限公司|设计研究院|设计院)"
)
#: words that stand before a company's name and are none of it
BEFORE = re.compile(r"^(?:我们是|我是|这里是|来自|公司名称|公司|单位|代表|为)+[:：]?")
#: what was written before, which is somebody else's
QUOTED = re.compile(
    r"^\s*(?:>|-{3,}|_{5,}|发件人[:：]|From:|在.+写道[:：]|On .+ wrote:)", re.MULTILINE
)
LENGTH = 5000


def own_text(text: str) -> str:
    """Return what this mail itself says, without what it quotes.

    >>> own_text("您好\\n> 旧的 13800138000").strip()
    '您好'
    """
    text = text[:LENGTH]
    quoted = QUOTED.search(text)
    return text[: quoted.start()] if quoted else text


def phone(text: str) -> str:
    """Return the telephone number of a mail; '' when it names none or several.

    >>> phone("请致电 138-0013-8000，或回复邮件"), phone("13800138000 / 13900139000")
    ('138-0013-8000', '')
    >>> phone("面积 1200，预算 500000，订单 20261126138001380001")
    ''
    """
    found = {re.sub(r"\D", "", match): match for match in PHONE.findall(text)}
    return next(iter(found.values())) if len(found) == 1 else ""


def company(text: str) -> str:
    """Return the company that a mail names; '' when it names none or several.

    >>> company("我们是宁波海曙置业有限公司，想做售楼处设计")
    '宁波海曙置业有限公司'
    >>> company("甲方：杭州一有限公司\\n乙方：杭州二有限公司")
    ''
    """
    found = {BEFORE.sub("", match) for match in COMPANY.findall(text)}
    return found.pop() if len(found) == 1 else ""
