"""Whose money it is: what name and account of a payer say about known customers."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

#: evidence -> points; what is told of certainty is in ``CERTAIN``
ACCOUNT, REMEMBERED, NAME, CORE, GROUP, BRAND, PERSON, MENTIONED = (
    "account",
    "remembered",
    "name",
    "core",
    "group",
    "brand",
    "person",
    "mentioned",
)
POINTS = {
    ACCOUNT: 48,
    REMEMBERED: 45,
    NAME: 45,
    CORE: 36,
    PERSON: 30,
    GROUP: 24,
    MENTIONED: 22,
    BRAND: 18,
}
CERTAIN = frozenset({ACCOUNT, REMEMBERED, NAME})
#: so many characters of a name's core say which company a text means
MENTION = 4
PERSON_NAME = re.compile("[一-鿿·]{2,4}")


@dataclass(frozen=True)
class PayerName:
    """A name and what of it is compared; ``full`` has no blanks and brackets."""

    full: str = ""
    core: str = ""
    brand: str = ""
    place: str = ""
    is_generic: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it reads like a person's name.

        >>> PayerName("王小明", "王小明", "王小明").is_person
        True
        >>> PayerName("绿城设计", "绿城设计", "绿城").is_person
        False
        """
        return self.core == self.brand and bool(PERSON_NAME.fullmatch(self.full))


@dataclass(frozen=True)
class Customer:
    """A company that owes something, or another one of its group."""

    key: int
    group: int
    name: PayerName
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remembered:
    """A payer of whom a person confirmed whose invoices he pays."""

    customer: int
    full: str
    account: str = ""
    is_person: bool = False


@dataclass(frozen=True)
class Evidence:
    """What speaks for a customer, and how much."""

    customer: int
    kind: str
    points: int

    @property
    def is_certain(self) -> bool:
        """Whether the payer is this customer, beyond doubt."""
        return self.kind in CERTAIN


def full_name(text: str) -> str:
    """Return a name without blanks, brackets and widths, for comparing.

    >>> full_name("杭州绿城（集团） 有限公司") == full_name("杭州绿城(集团)有限公司")
    True
    """
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(char for char in folded if char.isalnum())


class Payers:
    """Known customers by all that a payer may be recognised by.

    >>> green = Customer(1, 1, PayerName("杭州绿城有限公司", "绿城", "绿城", "杭州"))
    >>> payers = Payers([green], [])
    >>> payers.find(PayerName("杭州绿城有限公司", "绿城", "绿城", "杭州"), "")
    {1: Evidence(customer=1, kind='name', points=45)}
    >>> payers.find(PayerName("绿城", "绿城", "绿城"), "")[1].kind
    'core'
    >>> payers.find(PayerName("上海绿城有限公司", "绿城", "绿城", "上海"), "")
    {}
    """

    def __init__(self, customers: Iterable[Customer], remembered: Iterable[Remembered]):
        self._customers = {customer.key: customer for customer in customers}
        self._by: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._groups: dict[int, set[int]] = defaultdict(set)
        for customer in self._customers.values():
            self._groups[customer.group].add(customer.key)
            name = customer.name
            for account in customer.accounts:
                self._by[ACCOUNT][account].add(customer.key)
            kind = PERSON if name.is_person else NAME
            self._by[kind][name.full].add(customer.key)
            if name.core and not name.is_person and not name.is_generic:
                self._by[CORE][name.core].add(customer.key)
                self._by[BRAND][name.brand].add(customer.key)
                if len(name.core) >= MENTION:
                    self._by[MENTIONED][name.core[:MENTION]].add(customer.key)
        for payer in remembered:
            self._remember(payer)

    def _remember(self, payer: Remembered) -> None:
        """Of a person the account counts: many have the same name."""
        if payer.account:
            self._by["remembered_account"][payer.account].add(payer.customer)
        if payer.is_person:
            self._by[PERSON][payer.full].add(payer.customer)
        else:
            self._by[REMEMBERED][payer.full].add(payer.customer)

    def group_of(self, customer: int) -> set[int]:
        """Return the companies of a customer's group, itself included."""
        known = self._customers.get(customer)
        return self._groups[known.group] if known else {customer}

    def find(
        self, name: PayerName, account: str, text: str = ""
    ) -> dict[int, Evidence]:
        """Return the customers that the payer may be, each with the best evidence.

        Where neither name nor account says anything, the text may name one.

        What is certain hides what is only alike: a full name another company's core.
        """
        found: dict[int, str] = {}
        if account:
            self._add(found, ACCOUNT, self._by[ACCOUNT].get(account))
            self._add(found, REMEMBERED, self._by["remembered_account"].get(account))
        if name.full:
            for kind in (REMEMBERED, NAME, PERSON):
                self._add(found, kind, self._by[kind].get(name.full))
            if not found and name.core and not name.is_generic:
                self._add_alike(found, name)
        if not found and text:
            for start in range(len(text) - MENTION + 1):
                word = text[start : start + MENTION]
                self._add(found, MENTIONED, self._by[MENTIONED].get(word))
        for customer in list(found):
            relatives = self.group_of(customer)
            if len(relatives) > 1:
                self._add(found, GROUP, relatives)
        return {
            customer: Evidence(customer, kind, POINTS[kind])
            for customer, kind in found.items()
        }

    @staticmethod
    def _add(found: dict[int, str], kind: str, customers: Iterable[int] | None) -> None:
        for customer in customers or ():
            found.setdefault(customer, kind)

    def _add_alike(self, found: dict[int, str], name: PayerName) -> None:
        """Add companies of the same core, else of the same brand, not elsewhere."""
        for kind, key in ((CORE, name.core), (BRAND, name.brand)):
            alike = self._by[kind].get(key, ())
            self._add(found, kind, [one for one in alike if self._is_there(one, name)])
            if found:
                return

    def _is_there(self, customer: int, name: PayerName) -> bool:
        place = self._customers[customer].name.place
        return not place or not name.place or place == name.place
