"""Bank statements whose truth is known: who paid what, with the noise of real ones.

Everything follows from the seed. A partial payment never equals another open amount of
the same payer, because then nobody could tell, a bookkeeper neither.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from .statement_words import (
    CHARS,
    CITIES,
    FEES,
    FORMS,
    GIVEN,
    OTHER,
    SHARES,
    STEPS,
    SURNAMES,
    TODAY,
    TRADES,
)


@dataclass
class SampleCustomer:
    """A company; ``group`` is that of the first company of its group."""

    key: int
    name: str
    brand: str
    trade: str
    group: int
    account: str = ""
    claims: list[SampleClaim] = field(default_factory=list)


@dataclass
class SampleClaim:
    """An open instalment, invoiced unless ``invoice`` is empty."""

    key: int
    customer: int
    contract: int
    contract_number: str
    cents: int
    due: date
    invoice: str = ""
    fapiao: str = ""


@dataclass
class SampleReceipt:
    """A line of the statement; ``truth`` is {claim: cents}, empty for other money."""

    kind: str
    day: date
    cents: int
    payer: str
    account: str
    text: str
    truth: dict[int, int]


@dataclass
class Sample:
    """Everything that a matcher is given, and the truth."""

    customers: list[SampleCustomer]
    claims: list[SampleClaim]
    receipts: list[SampleReceipt]
    #: (customer, payer's name, account) that people confirmed before
    remembered: list[tuple[int, str, str]]


def make_sample(seed: int, receipts: int = 10_000, claims: int = 20_000) -> Sample:
    """Return a sample of about so many receipts and open claims.

    >>> one, same = make_sample(7, 50, 100), make_sample(7, 50, 100)
    >>> one == same, len(one.receipts), make_sample(8, 50, 100) == one
    (True, 50, False)
    """
    return _Maker(random.Random(seed)).make(receipts, claims)


class _Maker:
    def __init__(self, chance: random.Random):
        self.chance = chance
        self.customers: list[SampleCustomer] = []
        self.claims: list[SampleClaim] = []
        self.remembered: list[tuple[int, str, str]] = []
        self.used: set[int] = set()
        self.names: set[str] = set()
        self.contracts = 0
        self.invoices = 0

    def make(self, receipts: int, claims: int) -> Sample:
        while len(self.claims) < claims:
            for customer in self._group():
                self.customers.append(customer)
                self._open_claims(customer)
        made: list[tuple[float, SampleReceipt]] = []
        kinds = self.chance.choices(list(SHARES), list(SHARES.values()), k=receipts)
        for number, kind in enumerate(kinds):
            # The parts of a payment come one after the other, days apart.
            for part, receipt in enumerate(self._receipts(kind)):
                made.append(
                    (number + part * self.chance.uniform(1, 0.1 * receipts), receipt)
                )
        made.sort(key=lambda item: item[0])
        found = [receipt for _place, receipt in made[:receipts]]
        for number, receipt in enumerate(found):
            receipt.day = TODAY - timedelta(days=60 - 60 * number // receipts)
        return Sample(self.customers, self.claims, found, self.remembered)

    # -- who and what ---------------------------------------------------------------

    def _group(self) -> Iterator[SampleCustomer]:
        brand = "".join(self.chance.sample(CHARS, self.chance.choice((2, 2, 2, 3))))
        size = self.chance.choices((1, 2, 3, 4), (84, 9, 5, 2))[0]
        first = len(self.customers)
        trades = self.chance.sample(TRADES, size)
        number = 0
        for trade in trades:
            city = self.chance.choice(CITIES)
            name = f"{city}{brand}{trade}{self.chance.choice(FORMS)}"
            if name in self.names:
                continue
            self.names.add(name)
            account = self._account() if self.chance.random() < 0.4 else ""
            yield SampleCustomer(first + number, name, brand, trade, first, account)
            number += 1

    def _open_claims(self, customer: SampleCustomer) -> None:
        for _number in range(self.chance.choices((1, 2, 3), (70, 22, 8))[0]):
            self.contracts += 1
            total = self.chance.choice((5, 8, 10, 12, 15, 20, 30, 50, 80, 120, 200))
            cents = total * 1_000_000
            if self.chance.random() < 0.35:
                cents += self.chance.randrange(1, 999_999)
            number = f"HT2026{self.contracts:05}"
            due = TODAY - timedelta(days=self.chance.randrange(-20, 150))
            for step in self.chance.choice(STEPS):
                self._add_claim(customer, number, cents * step // 100, due)
                due += timedelta(days=self.chance.randrange(10, 40))

    def _add_claim(self, customer, number: str, cents: int, due: date) -> None:
        claim = SampleClaim(
            len(self.claims), customer.key, self.contracts, number, cents, due
        )
        if self.chance.random() < 0.75:
            self.invoices += 1
            claim.invoice = f"INV/2026/{self.invoices:05}"
            if self.chance.random() < 0.6:
                claim.fapiao = f"2611200000{self.chance.randrange(10**10):010}"
        self.claims.append(claim)
        customer.claims.append(claim)

    def _account(self) -> str:
        bank = self.chance.choice((6222, 3301, 1100))
        return f"{bank}{self.chance.randrange(10**12):012}"

    def _person(self) -> str:
        given = "".join(self.chance.sample(GIVEN, self.chance.choice((1, 2, 2))))
        return self.chance.choice(SURNAMES) + given

    # -- what is paid ----------------------------------------------------------------

    def _receipts(self, kind: str) -> list[SampleReceipt]:
        if kind == "other money":
            return [self._other_money()]
        if kind == "going out":
            payee = f"{self.chance.choice(CITIES)}图文制作有限公司"
            cents = -self.chance.randrange(10_000, 9_000_000)
            return [SampleReceipt(kind, TODAY, cents, payee, "", "货款", {})]
        customer, claims = self._pick(kind)
        return getattr(self, f"_pay_{kind.replace(' ', '_')}", self._pay)(
            kind, customer, claims
        )

    def _pick(self, kind: str) -> tuple[SampleCustomer, list[SampleClaim]]:
        """Return a customer and the claims that he pays: the oldest that are open."""
        while True:
            customer = self.chance.choice(self.customers)
            open_claims = [c for c in customer.claims if c.key not in self.used]
            if kind in ("invoice number", "fapiao number"):
                field_name = kind.split()[0]
                open_claims = [c for c in open_claims if getattr(c, field_name)]
            count = self.chance.choice((2, 2, 3)) if kind == "several together" else 1
            is_alone = customer.group == customer.key and not any(
                other.group == customer.group and other is not customer
                for other in self.customers[customer.key : customer.key + 5]
            )
            if len(open_claims) < count or (kind.startswith("sister") and is_alone):
                continue
            open_claims.sort(key=lambda claim: claim.due)
            chosen = open_claims[:count]
            self.used |= {claim.key for claim in chosen}
            return customer, chosen

    def _pay(self, kind, customer, claims) -> list[SampleReceipt]:
        payer, text = customer.name, self._text(kind, claims)
        account = customer.account if self.chance.random() < 0.6 else ""
        if kind == "short name":
            payer = customer.brand + customer.trade
        elif kind == "name variant":
            payer = self._variant(customer)
        elif kind == "account only":
            account = customer.account = customer.account or self._account()
            payer = ""
        elif kind.startswith("person"):
            payer, account = self._person(), self._account()
            self._maybe_remember(customer, payer, account)
        elif kind.startswith("sister"):
            payer, account = self._sister(customer).name, ""
        truth = {claim.key: claim.cents for claim in claims}
        return [self._receipt(kind, sum(truth.values()), payer, account, text, truth)]

    _pay_several_together = _pay

    def _pay_split(self, kind, customer, claims) -> list[SampleReceipt]:
        first = self._part_of(customer, claims[0])
        text = self._text("contract number", claims)
        return [
            self._receipt(kind, part, customer.name, "", text, {claims[0].key: part})
            for part in (first, claims[0].cents - first)
        ]

    def _pay_partial(self, kind, customer, claims) -> list[SampleReceipt]:
        part = self._part_of(customer, claims[0])
        text = self._text(self.chance.choice(("contract number", "full name")), claims)
        truth = {claims[0].key: part}
        return [self._receipt(kind, part, customer.name, "", text, truth)]

    def _pay_fee_taken(self, kind, customer, claims) -> list[SampleReceipt]:
        cents = claims[0].cents - self.chance.choice(FEES)
        text = self._text(self.chance.choice(("contract number", "full name")), claims)
        truth = {claims[0].key: cents}
        return [self._receipt(kind, cents, customer.name, "", text, truth)]

    def _part_of(self, customer: SampleCustomer, claim: SampleClaim) -> int:
        """Return a part that is no open amount, nor what is left of one."""
        taken = {other.cents for other in customer.claims}
        while True:
            share = self.chance.choice((30, 40, 50, 60, 70, 80))
            part = claim.cents * share // 100 + self.chance.choice(
                (0, 0, 12_300, 50_000)
            )
            if part not in taken and claim.cents - part not in taken:
                if 0 < part < claim.cents - 100_000:
                    return part

    def _other_money(self) -> SampleReceipt:
        payer, text, least, most = self.chance.choice(OTHER)
        city = self.chance.choice(CITIES)
        brand = "".join(self.chance.sample(CHARS, 2))
        payer = payer.format(
            bank="中国工商银行",
            city=city,
            company=f"{city}{brand}贸易有限公司",
            person=self._person(),
        )
        cents = self.chance.randrange(least, most)
        if least >= 1_000_000:
            cents -= cents % 1_000_000
        return SampleReceipt("other money", TODAY, cents, payer, "", text, {})

    # -- how it is written -----------------------------------------------------------

    def _receipt(self, kind, cents, payer, account, text, truth) -> SampleReceipt:
        return SampleReceipt(kind, TODAY, cents, payer, account, text, truth)

    def _text(self, kind: str, claims: list[SampleClaim]) -> str:
        claim = claims[0]
        word = self.chance.choice(
            ("设计费", "首付款", "进度款", "尾款", "货款", "转账", "")
        )
        numbers = [claim.contract_number]
        if kind == "invoice number":
            numbers = [claim.invoice]
        elif kind == "fapiao number":
            numbers = [claim.fapiao]
        elif kind == "several together" and self.chance.random() < 0.5:
            numbers = [c.invoice or c.contract_number for c in claims]
        elif kind == "slip in number":
            numbers = [self._slip(claim.contract_number)]
        elif kind in ("full name", "person without", "sister without", "account only"):
            numbers = []
        elif kind in ("short name", "name variant", "several together"):
            numbers = numbers if self.chance.random() < 0.4 else []
        noisy = (self._noise(number) for number in dict.fromkeys(numbers))
        return f"{word}{self.chance.choice(('', ' ', '，'))}{'、'.join(noisy)}".strip(
            " ，"
        )

    def _noise(self, number: str) -> str:
        way = self.chance.randrange(8)
        if way == 0:
            return "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in number)
        if way == 1:
            return f"{number[:6]} {number[6:]}"
        if way == 2:
            return number.lower()
        if way == 3 and not number.isdigit():
            return number.replace("0", "O", 1)
        return f"{number[:6]}-{number[6:]}" if way == 4 else number

    def _slip(self, number: str) -> str:
        place = self.chance.randrange(6, len(number) - 1)
        way = self.chance.randrange(3)
        if way == 0:
            return (
                number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            )
        if way == 1:
            return number[:place] + number[place + 1 :]
        return number[:place] + self.chance.choice("0123456789") + number[place + 1 :]

    def _variant(self, customer: SampleCustomer) -> str:
        name, city = customer.name, customer.name[:2]
        return self.chance.choice(
            (
                name.replace(city, "", 1).replace(
                    customer.brand, f"{customer.brand}({city})"
                ),
                f"{name[: len(city)]}市{name[len(city) :]}",
                name[: max(8, len(name) - 3)],
                name.replace("有限责任公司", "有限公司"),
                f" {name[:4]} {name[4:]}",
                name.removesuffix("有限公司"),
            )
        )

    def _sister(self, customer: SampleCustomer) -> SampleCustomer:
        return self.chance.choice(
            [
                other
                for other in self.customers[customer.group : customer.group + 5]
                if other.group == customer.group and other is not customer
            ]
        )

    def _maybe_remember(
        self, customer: SampleCustomer, payer: str, account: str
    ) -> None:
        if self.chance.random() < 0.3:
            self.remembered.append((customer.key, payer, account))
