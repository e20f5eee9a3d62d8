"""What WeCom sends to our address: an envelope around an encrypted event.

The XML comes from whoever knows the address, so it is read without entities, DTDs or
network, and nothing in it is trusted before the signature over it was verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

MAX_BYTES = 262_144
MAX_DEPTH = 8
# The vendor tries again for some seconds; clocks may differ a bit.
MAX_AGE_SECONDS = 600


class CallbackRefused(Exception):
    """It is not WeCom's, or too old, or no sense can be made of it."""


@dataclass(frozen=True)
class Query:
    """The signed part of a callback's address."""

    signature: str
    timestamp: str
    nonce: str

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Query":
        """Read it from an address's parameters; what is missing is empty.

        >>> Query.of({"msg_signature": "s", "timestamp": "1"})
        Query(signature='s', timestamp='1', nonce='')
        """
        names = ("msg_signature", "timestamp", "nonce")
        return cls(*(str(values.get(name) or "") for name in names))

    def is_fresh(self, now: float) -> bool:
        """Whether the call was made within the last minutes.

        >>> Query("", "1700000000", "").is_fresh(1700000599.5)
        True
        >>> [Query("", text, "").is_fresh(1700000601) for text in ("1700000000", "x")]
        [False, False]
        """
        text = self.timestamp
        if not (text.isascii() and text.isdigit() and len(text) <= 12):
            return False
        return abs(now - int(text)) <= MAX_AGE_SECONDS


def read_xml(raw: bytes) -> dict:
    """The values of a WeCom XML document, by element; repeated ones as a list.

    :raise CallbackRefused: no plain XML of this kind

    >>> read_xml("<xml><Event><![CDATA[a & b]]></Event><Party><Id>2</Id>"
    ...          "</Party></xml>".encode())
    {'Event': 'a & b', 'Party': {'Id': '2'}}
    >>> read_xml(b"<xml><Item>1</Item><Item>2</Item></xml>")
    {'Item': ['1', '2']}
    >>> read_xml(  # doctest: +IGNORE_EXCEPTION_DETAIL
    ...     b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>')
    Traceback (most recent call last):
        ...
    CallbackRefused: a document type is not expected
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CallbackRefused("no XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise CallbackRefused("a document type is not expected")
    if root.tag != "xml":
        raise CallbackRefused("another root element")
    values = _values(root, 0)
    return values if isinstance(values, dict) else {}


def _values(element: etree._Element, depth: int) -> dict | str:
    if depth > MAX_DEPTH:
        raise CallbackRefused("nested too deeply")
    if not len(element):
        return element.text or ""
    found: dict = {}
    for child in element:
        value = _values(child, depth + 1)
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(found[child.tag], list):
            found[child.tag].append(value)
        else:
            found[child.tag] = [found[child.tag], value]
    return found


def encrypted_part(body: bytes) -> str:
    """The encrypted text of an envelope.

    :raise CallbackRefused: there is none

    >>> encrypted_part(b"<xml><ToUserName>c</ToUserName><Encrypt>QUJD</Encrypt></xml>")
    'QUJD'
    """
    encrypted = read_xml(body).get("Encrypt")
    if not isinstance(encrypted, str) or not encrypted:
        raise CallbackRefused("nothing encrypted")
    return encrypted


def event_name(values: Mapping) -> str:
    """The name by which an event is dealt with: its event and what changed.

    >>> event_name({"Event": "change_external_contact",
    ...             "ChangeType": "add_external_contact"})
    'change_external_contact/add_external_contact'
    >>> event_name({"MsgType": "text"}), event_name({"Event": ["a", "b"]})
    ('text', '')
    """
    names = [values.get("Event") or values.get("MsgType"), values.get("ChangeType")]
    return "/".join(name for name in names if isinstance(name, str) and name)
