"""The rules of the conflict check on any text (no database)."""

from hypothesis import given
from hypothesis import strategies as st
from pipeline_tools import company_name, conflict, contact_keys

TEXT = st.text(max_size=60)
BRAND = st.text(alphabet="绿城青竹白鹭云栖兰亭鼎盛华彩", min_size=2, max_size=4)
TRADE = st.sampled_from(["装饰设计", "建筑", "园林景观", "置业", "酒店管理"])
FORM = st.sampled_from(["有限公司", "股份有限公司", "集团有限公司", "有限责任公司", ""])
PLACE = st.sampled_from(["", "杭州", "浙江省", "上海市", "深圳市"])


@given(TEXT)
def test_any_name_is_taken_apart(name):
    parsed = company_name.parse(name)
    assert company_name.parse(parsed.core).core is not None
    assert company_name.score(parsed, parsed) in (0.0, 1.0)


@given(BRAND, TRADE, PLACE, PLACE, FORM, FORM)
def test_place_and_legal_form_do_not_matter(brand, trade, place, other, form, last):
    left = company_name.parse(f"{place}{brand}{trade}{form}")
    right = company_name.parse(f"{other}{brand}{trade}{last}")
    assert left.core == right.core
    assert company_name.score(left, right) == 1.0


@given(TEXT, TEXT)
def test_the_score_is_the_same_both_ways(one, two):
    left, right = company_name.parse(one), company_name.parse(two)
    score = company_name.score(left, right)
    assert 0.0 <= score <= 1.0
    assert abs(score - company_name.score(right, left)) < 0.0002


@given(BRAND, TRADE, TRADE)
def test_names_alone_never_block(brand, trade, other):
    name = company_name.parse(f"{brand}{trade}有限公司")
    core = company_name.parse(f"{brand}{other}有限公司").core
    found = conflict.judge(name, set(), [("name", core)])
    assert found is None or found["level"] != "block"


@given(TEXT)
def test_any_text_has_keys(text):
    for key in (
        contact_keys.phone_digits(text),
        contact_keys.address_key(text),
        contact_keys.credit_code_key(text),
        contact_keys.wecom_key(text),
    ):
        assert len(key) <= 200
    assert contact_keys.phone_digits(text) == "" or text


@given(st.integers(13_000_000_000, 19_999_999_999), st.sampled_from(["", "+86 ", "86"]))
def test_a_mobile_number_has_one_key_however_it_is_written(number, prefix):
    plain = str(number)
    written = f"{prefix}{plain[:3]}-{plain[3:7]} {plain[7:]}"
    assert contact_keys.phone_digits(written) == plain


@given(st.text(min_size=2, max_size=30))
def test_a_masked_text_tells_its_first_character_alone(text):
    masked = conflict.mask(text)
    assert masked[0] == text[0]
    assert set(masked[1:]) == {"*"}
    assert len(masked) <= 5
