from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.split import split_amount

totals = st.integers(min_value=-(10**12), max_value=10**12).map(
    lambda cents: Decimal(cents).scaleb(-2)
)
shares = st.lists(
    st.integers(min_value=0, max_value=10**6).map(lambda n: Decimal(n).scaleb(-4)),
    min_size=1,
    max_size=24,
).filter(lambda parts: sum(parts) > 0)


class TestSplit(BaseCase):
    @settings(max_examples=500, deadline=None, database=None)
    @given(total=totals, parts=shares)
    def test_the_parts_add_up_and_none_is_a_cent_off(self, total, parts):
        amounts = split_amount(total, parts)
        self.assertEqual(sum(amounts), total)
        self.assertEqual(len(amounts), len(parts))
        whole = sum(parts)
        for amount, part in zip(amounts, parts, strict=True):
            self.assertLess(abs(amount - total * part / whole), Decimal("0.01"))
            self.assertEqual(amount, amount.quantize(Decimal("0.01")))

    def test_what_cannot_be_split_is_refused(self):
        for total, parts in (
            ("1.00", []),
            ("1.00", ["0"]),
            ("1.00", ["-1", "2"]),
            ("1.001", ["1"]),
        ):
            with self.assertRaises(ValueError):
                split_amount(Decimal(total), [Decimal(part) for part in parts])
