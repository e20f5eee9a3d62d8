"""The rules of the conflict check on any text (no database)."""

from hypothesis import given
from hypothesis import strategies as st
from pipeline_tools import company_name, conflict, contact_keys, name_keys

TEXT = st.text(max_size=60)
BRAND = st.text(alphabet="绿城青竹白鹭云栖兰亭鼎盛华彩", min_size=2, max_size=4)
TRADE = st.sampled_from(["装饰设计", "建筑", "园林景观", "置业", "酒店管理"])
FORM = st.sampled_from(["有限公司", "股份有限公司", "集团有限公司", "有限责任公司", ""])
PLACE = st.sampled_from(["", "杭州", "浙江省", "上海市", "深圳市"])


BRACKETS = st.sampled_from(["（{}）", "({})", "【{}】", "[{}]"])
NOTE = st.sampled_from(
    ["-王总", "（已联系）", " 李经理", " 13800138000", "—备用", "。"]
)


@given(TEXT)
def test_any_name_is_taken_apart(name):
    for reading in company_name.readings(name):
        assert reading.core.startswith(reading.brand)
        assert len(reading.core) <= company_name.CORE_LIMIT
        assert conflict.name_score(reading, reading) >= 0.7 or not reading.core
        for _kind, value in name_keys.stored(reading) | name_keys.wanted(reading):
            assert 0 < len(value) <= 200


@given(TEXT)
def test_folding_a_text_twice_changes_nothing(text):
    folded = company_name.plain(text)
    assert company_name.plain(folded) == folded


@given(BRAND, TRADE, PLACE, FORM)
def test_a_core_is_its_own_core(brand, trade, place, form):
    core = company_name.parse(f"{place}{brand}{trade}{form}").core
    assert company_name.parse(core).core == core


@given(BRAND, TRADE, PLACE, PLACE, FORM, FORM)
def test_place_and_legal_form_do_not_matter(brand, trade, place, other, form, last):
    left = company_name.parse(f"{place}{brand}{trade}{form}")
    right = company_name.parse(f"{other}{brand}{trade}{last}")
    assert left.core == right.core
    assert conflict.name_score(left, right) >= conflict.REVIEW_SCORE


@given(BRAND, TRADE, FORM, BRACKETS, NOTE)
def test_brackets_and_notes_do_not_matter(brand, trade, form, brackets, note):
    left = company_name.parse(f"杭州{brand}{trade}{form}")
    right = company_name.parse(f"{brand}{trade}{brackets.format('杭州')}{form}{note}")
    assert (left.core, left.place) == (right.core, right.place)


@given(BRAND, TRADE, st.data())
def test_a_slip_leaves_a_key_in_common(brand, trade, data):
    core = f"{brand}{trade}"
    at = data.draw(st.integers(0, len(core) - 2))
    slips = (
        core[:at] + core[at + 1 :],
        core[:at] + core[at + 1] + core[at] + core[at + 2 :],
        f"{core[:at]}甲{core[at:]}",
        f"{core[:at]}甲{core[at + 1 :]}",
    )
    stored = name_keys.stored(company_name.split(core))
    for slip in slips:
        assert stored & name_keys.wanted(company_name.split(slip)), slip


@given(TEXT, TEXT)
def test_the_score_is_the_same_both_ways(one, two):
    left, right = company_name.parse(one), company_name.parse(two)
    score = conflict.name_score(left, right)
    assert 0.0 <= score <= 1.0
    assert abs(score - conflict.name_score(right, left)) < 0.0002


@given(BRAND, TRADE, TRADE)
def test_names_alone_never_block(brand, trade, other):
    names = company_name.readings(f"{brand}{trade}有限公司")
    core = company_name.parse(f"{brand}{other}有限公司").core
    found = conflict.judge(names, set(), [("name", core, "")])
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
