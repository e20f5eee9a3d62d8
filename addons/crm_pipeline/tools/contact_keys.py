"""Codes, phones and addresses as keys that two spellings share."""

import re
import unicodedata

from . import places
from .company_name import plain

NOISE = re.compile(r"[^0-9a-z一-鿿]+")
PHONE_DIGITS = range(7, 16)


def phone_digits(phone: str | None) -> str:
    """Return the digits that two spellings of one number share; '' if it is none.

    China's country code and the trunk zero are dropped, so that 0571-88886666 and
    +86 571 8888 6666 are one number.

    >>> phone_digits("+86 138-0013 8000")
    '13800138000'
    >>> phone_digits("０５７１－８８８８６６６６")
    '57188886666'
    >>> phone_digits("see note")
    ''
    """
    text = unicodedata.normalize("NFKC", (phone or "")[:60])
    digits = re.sub(r"\D", "", text)
    digits = re.sub(r"^(00)?86(?=\d{10,11}$)", "", digits)
    digits = digits.lstrip("0")
    return digits if len(digits) in PHONE_DIGITS else ""


def address_key(address: str | None) -> str:
    """Return the address without place prefix, blanks and punctuation; '' if vague.

    >>> address_key("浙江省杭州市 西湖区文三路 90 号，东部软件园 3 号楼")
    '西湖区文三路90号东部软件园3号楼'
    >>> address_key("杭州市")
    ''
    """
    key = places.without_cities(NOISE.sub("", plain(address)))
    return key if len(key) >= 6 else ""


def wecom_key(external_id: str | None) -> str:
    """Return the external user id in WeCom, cut to what an index can hold.

    >>> wecom_key(" wmAAAA ")
    'wmAAAA'
    """
    return (external_id or "").strip()[:128]


def credit_code_key(code: str | None) -> str:
    """Return the 18 characters two spellings share; '' when it is not a code.

    >>> credit_code_key(" 91350100m000100y4３ ")
    '91350100M000100Y43'
    >>> credit_code_key("pending")
    ''
    """
    text = unicodedata.normalize("NFKC", (code or "")[:60]).upper()
    key = "".join(char for char in text if char.isascii() and char.isalnum())
    return key if len(key) == 18 else ""
