"""The rules of list intake on any input that a list may hold (no database)."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline_tools import intake_headers, intake_rules, intake_values, tabular
from pipeline_tools.tabular_text import TabularError

from tests.samples import make_sample_list

CELL = st.text(
    # many control characters make a file binary, and that is another test
    alphabet=st.characters(
        codec="utf-8",
        exclude_categories=["Cc"],
        exclude_characters="\ufeff\u200b\u2060",
    ),
    max_size=20,
).map(lambda text: tabular.clean_cell(text.replace("\r", " ")))
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=15)
HEADER = ["客户名称", "项目名称", "备注"]


def read(data, name=""):
    return tabular.read_table(data, name, intake_headers.is_known_header)


def as_csv(rows, encoding="utf-8"):
    output = io.StringIO()
    csv.writer(output, quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    return output.getvalue().encode(encoding)


def as_xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_no_filled_row_of_a_csv_is_lost(rows):
    rows = [[cell.replace("\n", " ").replace('"', "") for cell in row] for row in rows]
    rows = [[tabular.clean_cell(cell) for cell in row] for row in rows]
    filled = [tuple(row) for row in rows if any(row)]
    if not filled:
        with pytest.raises(TabularError):
            read(as_csv(rows))
        return
    table = read(as_csv(rows))
    assert [cells[:3] for _line, cells in table.rows] == filled


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_named_error(data):
    try:
        table = read(data)
    except TabularError as error:
        assert error.code in (
            "empty",
            "encrypted",
            "corrupt",
            "not_a_table",
            "no_rows",
            "too_large",
        )
    else:
        assert all(len(cells) == len(table.headers) for _line, cells in table.rows)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_values_are_read_or_refused_but_never_fail(text):
    intake_values.parse_amount(text)
    intake_values.parse_area(text)
    intake_values.parse_date(text)
    intake_values.parse_phone(text)
    intake_values.is_blank(text)
    intake_rules.read_stage(text)
    intake_rules.core(text)
    intake_headers.field_of(text)


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_a_day_is_read_back_from_every_way_of_writing_it(day):
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%d-%m-%y}",
        f"{day:%Y-%m-%d} 09:30:00",
    ):
        assert intake_values.parse_date(text) == day, text


@given(st.integers(0, 10**9))
def test_an_amount_is_read_back_from_every_way_of_writing_it(money):
    for text in (str(money), f"¥{money:,}.00", f"{money:,}元", f"人民币{money}"):
        assert intake_values.parse_amount(text).value == money, text
    text = f"{Decimal(money) / 10000}万"
    if "E" not in text:
        assert intake_values.parse_amount(text).value == money


@settings(max_examples=20, deadline=None)
@given(st.lists(st.dates(date(2016, 1, 1), date(2017, 12, 31)), min_size=80))
def test_the_order_of_dates_comes_from_the_whole_column(days):
    days += [date(2016, 1, 28) + timedelta(days=31 * step) for step in range(10)]
    days += [date(2016, 3, 13 + step) for step in range(15)]
    texts = [f"{day:%d-%m-%y}" for day in days]
    assert intake_values.detect_date_order(texts).order == "dmy"
    texts = [f"{day:%m/%d/%Y}" for day in days]
    assert intake_values.detect_date_order(texts).order == "mdy"


@given(st.lists(CELL, min_size=1, max_size=12))
def test_each_column_has_one_title_of_its_own(titles):
    names = tabular.unique_headers(titles, len(titles))
    assert len(names) == len(set(names)) == len(titles)
    mapping = intake_headers.propose_mapping(names)
    free = (intake_headers.NOTE, intake_headers.IGNORE)
    meanings = [field for _title, field in mapping.fields if field not in free]
    assert len(meanings) == len(set(meanings))


def test_encodings_delimiters_and_titles_above_the_header():
    body = "某公司客户表,,\n客户名称,项目名称,备注\n云栖酒店,大堂改造,\n"
    for encoding, label in (
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8-BOM"),
        ("gbk", "GBK"),
        ("utf-16", "UTF-16"),
    ):
        for delimiter in ",\t;|":
            table = read(body.replace(",", delimiter).encode(encoding))
            assert table.encoding == label
            assert table.headers == tuple(HEADER)
            assert table.preamble == ("某公司客户表",)
            assert table.rows == ((3, ("云栖酒店", "大堂改造", "")),)


def test_one_open_quotation_mark_does_not_swallow_the_rows_after_it():
    table = read('客户名称,备注\n甲,"层高\n乙,二\n丙,三\n'.encode())
    assert [cells[0] for _line, cells in table.rows] == ["甲", "乙", "丙"]
    assert ("quotes_broken", "") in table.notes


def test_a_cell_with_line_breaks_stays_one_cell():
    table = read('客户名称,备注\n甲,"第一行\n第二行"\n乙,\n'.encode())
    assert table.rows[0] == (2, ("甲", "第一行\n第二行"))
    assert table.rows[1][0] == 4


def test_nul_bytes_are_taken_out_and_told():
    table = read("客户名称,备注\n云\x00栖,好\n".encode())
    assert table.rows[0][1] == ("云栖", "好")
    assert table.notes == (("nul_removed", "1"),)


def test_a_cell_of_ten_thousand_characters_is_whole():
    table = read(as_csv([["云栖", "大堂", "长" * 10_000]]))
    assert len(table.rows[0][1][2]) == 10_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\xff\xfe\r\x00", "empty"),
        ("\u3000\n\u2028".encode(), "empty"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_a_table"),
        (b"PK\x03\x04 broken", "corrupt"),
        ("请看附件。\n谢谢\n".encode(), "not_a_table"),
        ("客户名称,电话\n".encode(), "no_rows"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16le"),
            "encrypted",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "corrupt"),
    ],
)
def test_bad_files_are_named(data, code):
    with pytest.raises(TabularError) as caught:
        read(data)
    # an OLE container that is no workbook may count as either
    assert caught.value.code == code or data[:1] == b"\xd0"


def test_a_cut_workbook_is_corrupt():
    data = as_xlsx([HEADER, ["云栖", "大堂", ""]])
    with pytest.raises(TabularError) as caught:
        read(data[: len(data) // 2])
    assert caught.value.code == "corrupt"


def test_formulas_that_were_never_calculated_stay_as_text():
    table = read(as_xlsx([HEADER, ["云栖", "大堂", "=1+1"]]))
    assert table.rows[0][1] == ("云栖", "大堂", "=1+1")


def test_chinese_names_are_never_matched_by_likeness():
    index = intake_rules.NameIndex.of([(1, "上海华信设计有限公司")])
    assert index.find("上海华言设计有限公司") is None
    assert index.find("上海市华信设计").ref == 1


def test_two_customers_of_one_core_match_nobody():
    index = intake_rules.NameIndex.of([(1, "Acme Ltd"), (2, "Acme Corporation")])
    assert index.find("Acme") is None
    assert index.find("Acme Ltd.").ref == 1


@given(st.sampled_from(["Hottechi", "Kan-code", "Genco Pura Olive Oil Company"]))
def test_one_wrong_letter_in_a_latin_name_is_seen(name):
    names = ["Hottechi", "Kan-code", "Genco Pura Olive Oil Company", "Xx-holding"]
    index = intake_rules.NameIndex.of(enumerate(names))
    wrong = name[:4] + "q" + name[5:]
    assert index.find(wrong).name == name
    assert index.find(wrong).how == "spelling"


def test_the_sample_list_is_the_same_each_time_and_as_dirty_as_it_should_be():
    assert make_sample_list.workbook() == make_sample_list.workbook()
    table = read(make_sample_list.workbook(), "list.xlsx")
    assert table.header_line == 3
    assert len(table.preamble) == 2
    assert table.headers == make_sample_list.HEADERS
    assert len(table.rows) == len(make_sample_list.rows())
    other = read(make_sample_list.gbk_csv(), "list.csv")
    assert other.encoding == "GBK"
    assert len(other.rows) == len(table.rows)
    texts = [cells[11] for _line, cells in other.rows]
    assert intake_values.detect_date_order(texts).order == "dmy"
