"""The rules of commission over any sequence of payments and what undoes them."""

from decimal import Decimal

from finance_tools import commission as rules
from hypothesis import given
from hypothesis import strategies as st

CENT = Decimal("0.01")
MONEY = st.integers(1, 10_000_000).map(lambda n: n * CENT)
WEIGHTS = st.lists(st.integers(1, 100).map(Decimal), min_size=1, max_size=5)
RATES = st.integers(0, 2000).map(lambda n: n * CENT)
TIERS = st.lists(st.tuples(MONEY, RATES), max_size=3).map(
    lambda rows: tuple(
        rules.Tier(start, rate) for start, rate in [(Decimal(0), Decimal(3)), *rows]
    )
)
PEOPLE = st.lists(
    st.builds(rules.Person, st.integers(1, 100).map(Decimal), MONEY, TIERS),
    min_size=1,
    max_size=4,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.integers(1, 60_000)),
        st.tuples(st.just("unpay"), st.integers(0, 9)),
        st.tuples(st.just("credit"), st.integers(1, 80_000)),
        st.tuples(st.just("uncredit"), st.integers(0, 9)),
        st.tuples(st.just("reassign"), WEIGHTS),
    ),
    max_size=14,
)


class Books:
    """An invoice, its receipts and the ledger: what the addon does, in memory."""

    def __init__(self, untaxed, total):
        self.untaxed, self.total = untaxed, total
        self.receipts, self.credits, self.ledger = {}, [], []
        self.originals, self.weights, self.number = {}, [Decimal(100)], 0

    def pay(self, cents):
        left = self.total - sum(self.receipts.values())
        if amount := min(cents * CENT, left):
            self.number += 1
            self.receipts[self.number] = amount

    def unpay(self, place):
        if self.receipts:
            self.receipts.pop(sorted(self.receipts)[place % len(self.receipts)])

    def credit(self, cents):
        self.credits.append(cents * CENT)

    def uncredit(self, place):
        if self.credits:
            self.credits.pop(place % len(self.credits))

    def reassign(self, weights):
        self.weights = weights

    def standing(self, key):
        """Return the sums of the ledger's rows of a receipt, person by person."""
        rows = [row for row in self.ledger if row[0] == key]
        people = len(self.originals.get(key, ()))
        return [
            tuple(sum(row[i] for row in rows if row[1] == person) for i in (2, 3))
            for person in range(people)
        ]

    def sync(self):
        """Book the differences between what counts and what the ledger says."""
        cap = self.total - sum(self.credits)
        keys = sorted(self.receipts)
        claims = [self.receipts[key] for key in keys]
        counted = dict(zip(keys, rules.kept(claims, cap), strict=True))
        for key in sorted({*counted, *self.originals}):
            part = counted.get(key, Decimal(0))
            if key not in self.originals:
                if not part:
                    continue
                self.book(key)
            self.move_to(key, part)

    def book(self, key):
        live = [k for k in self.originals if k in self.receipts]
        received = sum((self.receipts[k] for k in live), self.receipts[key])
        booked = sum((sum(a.base for a in self.originals[k]) for k in live), Decimal(0))
        base = rules.untaxed_base(received, self.untaxed, self.total, booked, 2)
        flat = (rules.Tier(Decimal(0), Decimal(3)),)
        people = [rules.Person(w, Decimal(0), flat) for w in self.weights]
        self.originals[key] = rules.award(base, people, 2)
        for person, row in enumerate(self.originals[key]):
            self.ledger.append((key, person, row.base, row.amount))
        self.whole = getattr(self, "whole", {}) | {key: self.receipts[key]}

    def move_to(self, key, part):
        rows, whole = self.originals[key], self.whole[key]
        bases = rules.scaled([row.base for row in rows], part, whole, 2)
        amounts = rules.scaled([row.amount for row in rows], part, whole, 2)
        for person, (base, amount) in enumerate(self.standing(key)):
            change = (bases[person] - base, amounts[person] - amount)
            if any(change):
                self.ledger.append((key, person, *change))


@given(MONEY, st.integers(0, 30), STEPS)
def test_the_ledger_says_what_counts_after_any_steps(untaxed, tax, steps):
    total = rules.cents(untaxed * (100 + tax) / 100, 2)
    books = Books(untaxed, total)
    for name, value in steps:
        getattr(books, name)(value)
        before = list(books.ledger)
        books.sync()
        again = list(books.ledger)
        books.sync()
        assert books.ledger == again, "a second look changes nothing"
        assert books.ledger[: len(before)] == before, "what is booked stays"
        for key in books.originals:
            if key not in books.receipts:
                assert all(not any(row) for row in books.standing(key))
    if not books.credits:
        live = [k for k in books.originals if k in books.receipts]
        for key in live:
            sums = [row.amount for row in books.originals[key]]
            assert [amount for _base, amount in books.standing(key)] == sums


@given(MONEY, st.integers(0, 30), st.lists(st.integers(1, 60_000), min_size=1))
def test_what_is_paid_in_full_counts_in_full(untaxed, tax, payments):
    books = Books(untaxed, rules.cents(untaxed * (100 + tax) / 100, 2))
    for cents in [*payments, 10**12]:
        books.pay(cents)
        books.sync()
    rows = [base for key in books.originals for base, _amount in books.standing(key)]
    assert sum(rows) == untaxed


@given(MONEY, PEOPLE)
def test_parts_add_up_and_nobody_is_off_by_a_cent(base, people):
    rows = rules.award(base, people, 2)
    assert sum(row.base for row in rows) == base
    exact = [sum(s.base * s.rate / 100 for s in row.slices) for row in rows]
    assert sum(row.amount for row in rows) == rules.cents(sum(exact), 2)
    assert all(
        abs(row.amount - value) < CENT for row, value in zip(rows, exact, strict=True)
    )
    assert all(sum(s.base for s in row.slices) == row.base for row in rows)


@given(st.lists(MONEY, min_size=1, max_size=5), MONEY, MONEY)
def test_what_stands_is_between_nothing_and_all(originals, part, whole):
    found = rules.scaled(originals, part, whole, 2)
    assert all(
        0 <= value <= original for value, original in zip(found, originals, strict=True)
    )


@given(st.lists(MONEY, max_size=6), MONEY)
def test_no_more_counts_than_the_cap(claims, cap):
    found = rules.kept(claims, cap)
    assert sum(found, Decimal(0)) == min(sum(claims, Decimal(0)), cap)
