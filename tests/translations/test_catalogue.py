"""Templates are stable, catalogues keep what is translated and tell what is not."""

import polib
from translations import catalogue


def po(*entries, **translated):
    made = polib.POFile()
    for entry in entries:
        made.append(entry)
    for source, translation in translated.items():
        made.append(polib.POEntry(msgid=source, msgstr=translation))
    return made


def texts(made):
    return {entry.msgid: entry.msgstr for entry in made}


def test_merging_keeps_drops_and_adds():
    merged = catalogue.merged(po(Keep="", New=""), po(Keep="留", Old="旧"), "crm_x")
    assert texts(merged) == {"Keep": "留", "New": ""}


def test_merging_twice_changes_nothing():
    template = po(Keep="", New="")
    once = catalogue.merged(template, po(Keep="留"), "crm_x")
    assert str(catalogue.merged(template, once, "crm_x")) == str(once)


def test_a_template_is_the_same_whenever_it_is_exported():
    exported = (
        'msgid ""\nmsgstr "POT-Creation-Date: {}\\n"\n\n'
        '#: b\n#: a\nmsgid "B"\nmsgstr ""\n\nmsgid "A"\nmsgstr ""\n'
    )
    one = catalogue.stable_template(exported.format("2026-01-01"), "crm_x")
    two = catalogue.stable_template(exported.format("2027-01-01"), "crm_x")
    assert str(one) == str(two)
    assert [entry.msgid for entry in one] == ["A", "B"]


def test_gaps_are_told():
    fuzzy = polib.POEntry(msgid="Fuzzy", msgstr="糊", flags=["fuzzy"])
    found = catalogue.gaps(
        po(Open="", Fuzzy="", Absent="", **{"%(n)s days": ""}),
        po(fuzzy, Open="", Gone="无", **{"%(n)s days": "%(m)s 天"}),
    )
    assert [line.split(" ")[0] for line in found] == [
        "'Absent'",
        "'Gone'",
        "'Fuzzy'",
        "'Open'",
        "'%(n)s",
    ]


def test_a_complete_catalogue_has_no_gap():
    assert catalogue.gaps(po(A=""), po(A="甲")) == []


def test_stock_labels_are_borrowed_for_fields_of_the_same_name_only():
    place = "model:ir.model.fields,field_description:crm_x.field_crm_x__create_date"
    theirs = [(place.replace("crm_x", "base"), "")]
    ours = po(
        polib.POEntry(msgid="Created on", occurrences=[(place, "")]),
        polib.POEntry(msgid="Created by", occurrences=[("code:x.py", "0")]),
    )
    stock = po(
        polib.POEntry(msgid="Created on", msgstr="创建", occurrences=theirs),
        polib.POEntry(msgid="Created by", msgstr="由", occurrences=theirs),
    )
    assert catalogue.borrow_field_labels(ours, [stock]) == ["Created on"]
    assert texts(ours) == {"Created on": "创建", "Created by": ""}
