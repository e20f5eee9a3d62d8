"""A list comes in as an uploaded file: every row imported or listed with its reason."""

import base64
import time
from pathlib import Path

import pytest

from tests.samples import make_sample_list

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
PATIENCE = 300  # seconds for 8,800 rows in the background


def upload(staff, path: Path) -> dict:
    """Upload, read and import one list; answer its counters when it is done."""
    batch = staff.create(
        "crm.intake.batch",
        filename=path.name,
        file=base64.b64encode(path.read_bytes()).decode(),
    )
    staff.call("crm.intake.batch", "action_read", [batch])
    staff.call("crm.intake.batch", "action_import", [batch])
    counters = ["imported_count", "remarked_count", "duplicate_count", "rejected_count"]
    deadline = time.monotonic() + PATIENCE
    while True:
        facts = staff.read(
            "crm.intake.batch", batch, "name", "kind", "state", "row_count", *counters
        )
        if facts["state"] == "done":
            break
        assert time.monotonic() < deadline, f"still running: {facts}"
        time.sleep(1)
    assert sum(facts[name] for name in counters) == facts["row_count"] > 0
    silent = staff.search(
        "crm.intake.row",
        ["batch_id", "=", batch],
        ["state", "in", ["remarked", "duplicate", "rejected"]],
        ["reason", "=", False],
    )
    assert not silent, f"rows without a reason: {silent}"
    return facts


def tell(facts: dict) -> str:
    counts = [
        f"{facts[key]} {word}"
        for key, word in [
            ("row_count", "rows"),
            ("imported_count", "imported"),
            ("remarked_count", "with a remark"),
            ("duplicate_count", "duplicates"),
            ("rejected_count", "rejected"),
        ]
    ]
    return f"{facts['name']}: {', '.join(counts)}"


def test_0_the_company_is_connected_to_wecom(thread, company):
    with thread.step("0  the administrator connects WeCom (simulator)") as records:
        records += [company.connect_wecom(), company.connect_dingtalk()]


def test_1_the_sample_list_is_imported_row_by_row(thread, company, tmp_path):
    with thread.step("1  a rep uploads a list (own sample)") as records:
        path = tmp_path / "线索汇总表.xlsx"
        path.write_bytes(make_sample_list.workbook())
        facts = upload(company.rep, path)
        assert facts["kind"] == "opportunities"
        assert (
            facts["imported_count"] + facts["remarked_count"] > facts["row_count"] / 2
        )
        records.append(tell(facts))
    with thread.step("1  the same list again makes nothing new") as records:
        again = upload(company.rep, path)
        assert again["imported_count"] + again["remarked_count"] == 0
        records.append(tell(again))


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data is not here")
def test_1_real_lists_are_imported_row_by_row(thread, company):
    for name, rows in [("b2b_accounts.csv", 85), ("b2b_sales_pipeline.csv", 8800)]:
        with thread.step(f"1  a manager uploads a real list ({name})") as records:
            facts = upload(company.manager, REAL / name)
            assert facts["row_count"] == rows
            records.append(tell(facts))
