"""The rules of contract texts on any amount and text (no database)."""

from decimal import Decimal

import pytest
from contract_tools import merge_fields, rmb_words, sign_codes, text_diff
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

UNITS = {"亿": 10**8, "万": 10**4, "仟": 1000, "佰": 100, "拾": 10}
YUAN = st.integers(0, 10**16 - 1)
FEN = st.integers(0, 99)
TEXT = st.text(max_size=30)
WORDS = st.text(alphabet="ab <>&{}", max_size=12)


def number_of(words):
    """Read a whole number written in words: the way back."""
    for unit in UNITS:
        high, found, low = words.rpartition(unit)
        if found:
            return number_of(high) * UNITS[unit] + (number_of(low) if low else 0)
    return rmb_words.DIGITS.index(words.strip("零") or "零")


def amount_of(words):
    yuan, has_yuan, rest = words.partition("元")
    if not has_yuan:
        yuan, rest = "零", words
    fen = 0
    for char, unit in zip(rest[::2].replace("零", ""), rest[1::2], strict=False):
        fen += rmb_words.DIGITS.index(char) * {"角": 10, "分": 1}[unit]
    return number_of(yuan) * 100 + fen


@given(YUAN, st.sampled_from([0, 50, 7 * 10]))
def test_whole_yuan_and_jiao_end_in_zheng(yuan, fen):
    words = rmb_words.amount_in_words(Decimal(yuan) + Decimal(fen) / 100)
    assert words.endswith("整")


@given(YUAN, FEN)
def test_the_words_say_the_amount(yuan, fen):
    words = rmb_words.amount_in_words(Decimal(yuan) + Decimal(fen) / 100)
    plain = words.removesuffix("整").replace("元零", "元")
    assert amount_of(plain) == yuan * 100 + fen
    assert "零零" not in words
    assert not words.startswith(("零", "元")) or words == "零元整"


@given(YUAN, FEN)
def test_a_negative_amount_says_so(yuan, fen):
    amount = Decimal(yuan) + Decimal(fen) / 100
    words = rmb_words.amount_in_words(amount)
    assert rmb_words.amount_in_words(-amount) == ("负" + words if amount else words)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1234567890.5", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元伍角整"),
        ("0.005", "壹分"),
    ],
)
def test_examples_of_the_rules_for_bills(amount, words):
    assert rmb_words.amount_in_words(Decimal(amount)) == words


def test_too_large_an_amount_is_refused():
    with pytest.raises(ValueError, match="too large"):
        rmb_words.amount_in_words(Decimal(10**16))


@given(TEXT)
def test_a_value_never_becomes_html_or_another_field(value):
    values = {"customer": value, "secret": "S3CRET"}
    merged = merge_fields.merge("<p>{{customer}}</p>", values)
    inner = merged.removeprefix("<p>").removesuffix("</p>")
    assert inner == str(Markup.escape(value)) or (not value and inner)
    if "S3CRET" not in value:
        assert "S3CRET" not in merged


@given(WORDS)
def test_what_is_not_refused_is_merged_whole(text):
    if not merge_fields.unknown(text, {"a"}):
        merged = merge_fields.merge(text, {"a": "1"})
        assert "{{" not in merged
        assert "}}" not in merged


def test_html_values_stay_html_and_missing_ones_are_blank():
    merged = merge_fields.merge("{{a}}{{b}}", {"a": Markup("<b>x</b>"), "b": ""})
    assert merged == f"<b>x</b>{merge_fields.BLANK}"


@given(st.lists(st.sampled_from(["one", "two", "three"]), max_size=6))
def test_a_text_does_not_differ_from_itself_in_other_tags(lines):
    old = "".join(f"<p>{line}</p>" for line in lines)
    new = "".join(f"<div><span>{line}</span></div>" for line in lines)
    assert text_diff.changes(old, new) == []


@given(
    st.lists(st.sampled_from("abc"), max_size=6),
    st.lists(st.sampled_from("abc"), max_size=6),
)
def test_every_difference_is_told(old, new):
    told = text_diff.changes(
        "".join(f"<p>{line}</p>" for line in old),
        "".join(f"<p>{line}</p>" for line in new),
    )
    assert bool(told) == (old != new)
    grown = sum(len(change.new) - len(change.old) for change in told)
    assert grown == len(new) - len(old)


@given(st.integers(0, 999_999))
def test_a_code_is_read_as_people_type_it(number):
    code = f"{number:06d}"
    wide = code.translate({ord(str(d)): "０１２３４５６７８９"[d] for d in range(10)})
    assert sign_codes.normalise(f" {code[:3]}-{code[3:]} ") == code
    assert sign_codes.normalise(wide) == code


@given(st.emails())
def test_a_masked_address_shows_one_letter(address):
    shown = sign_codes.mask_address(address)
    assert shown.startswith(address[0])
    assert shown.partition("@")[0] == f"{address[0]}***"
