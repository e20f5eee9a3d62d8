"""The unified social credit code on any text (no database)."""

from customer_tools import credit_code
from hypothesis import assume, given
from hypothesis import strategies as st

BODY = st.text(alphabet=credit_code.ALPHABET, min_size=17, max_size=17)
CHAR = st.sampled_from(credit_code.ALPHABET)


def code_of(body):
    return body + credit_code.check_character(body)


@given(BODY)
def test_a_code_with_its_check_character_is_right(body):
    assert credit_code.problem(code_of(body)) is None


@given(BODY, st.integers(0, 17), CHAR)
def test_one_mistyped_character_is_found(body, position, char):
    code = code_of(body)
    assume(code[position] != char)
    wrong = code[:position] + char + code[position + 1 :]
    assert credit_code.problem(wrong) == "check"


@given(BODY, st.integers(0, 16))
def test_two_swapped_neighbours_are_found(body, position):
    code = code_of(body)
    assume(code[position] != code[position + 1])
    pair = code[position + 1] + code[position]
    wrong = code[:position] + pair + code[position + 2 :]
    assert credit_code.problem(wrong) == "check"


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text):
    code = credit_code.normalise(text)
    assert credit_code.problem(code) is not None or (
        credit_code.normalise(code) == code
    )
    assert credit_code.problem(code) in (None, "length", "alphabet", "check")


@given(BODY)
def test_spelling_does_not_matter(body):
    code = code_of(body)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code.lower())
    assert credit_code.normalise(f" {wide[:4]}-{wide[4:]}\n") == code
