"""How fast and how right 10,000 lines of a bank statement are matched.

The rules alone on several seeds, then the whole of it in a database with 20,000 open
instalments and invoices: the file read, the statement booked by Odoo, the matching.
"""

import csv
import importlib.util
import json
import sys
import tempfile
import time
import types
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHELL = Path(__file__).with_name("statements_in_odoo.py")
SEEDS = (1, 2, 3, 4)
LINES = 10_000
CLAIMS = 20_000
HEADER = ["交易日期", "收入", "支出", "对方户名", "对方账号", "摘要", "交易流水号"]


def run(context) -> Iterator[dict]:
    """Yield what is right, ready and wrongly ready, and the seconds."""
    sys.path.insert(0, str(ROOT))
    from tests.bench import statement_matching, statement_sample

    tools, company_name = load_rules()
    for seed in SEEDS:
        sample = statement_sample.make_sample(seed, LINES, CLAIMS)
        started = time.perf_counter()
        found = statement_matching.match(sample, tools, company_name)["counts"]
        seconds = time.perf_counter() - started
        yield line(f"rules_seed_{seed}", seconds, "s", LINES)
        yield from shares(f"seed_{seed}", found)
    sample = statement_sample.make_sample(SEEDS[0], LINES, CLAIMS)
    db = context.database(["crm_finance_link"])
    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder), sample)
        script = f"{SHELL.read_text(encoding='utf-8')}\nmeasure(env)\n"
        printed = context.shell(db, script, BENCH_SAMPLE=folder)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    for step, seconds in found["seconds"].items():
        yield line(f"odoo_{step}", seconds, "s", LINES)
    yield line("odoo_all", sum(found["seconds"].values()), "s", LINES)
    # Of Odoo alone, whatever else the machine does.
    yield line("odoo_all_cpu", sum(found["cpu"].values()), "s", LINES)
    for metric, count in found["counts"].items():
        yield line(f"odoo_{metric}", count, "rows", LINES)
    yield from shares("odoo", compare(sample, found["found"]))


def load_rules() -> tuple[types.SimpleNamespace, types.ModuleType]:
    """Return the rules of the addons, without Odoo."""
    packages = {}
    for name, addon in (
        ("finance_tools", "crm_finance_link"),
        ("pipeline_tools", "crm_pipeline"),
    ):
        folder = ROOT / "addons" / addon / "tools"
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        packages[name] = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(packages[name])
    from finance_tools import bank_claim, bank_match, bank_payer
    from pipeline_tools import company_name

    names = {**vars(bank_claim), **vars(bank_payer), **vars(bank_match)}
    return types.SimpleNamespace(**names), company_name


def write_sample(folder: Path, sample) -> None:
    """Write the sample as JSON and its receipts as the file of a bank."""
    data = {
        "customers": [
            {**asdict(customer), "claims": []} for customer in sample.customers
        ],
        "claims": [asdict(claim) for claim in sample.claims],
        "remembered": sample.remembered,
    }
    (folder / "sample.json").write_text(json.dumps(data, default=str), "utf-8")
    with (folder / "statement.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, receipt in enumerate(sample.receipts):
            amount = f"{abs(receipt.cents) / 100:,.2f}"
            came, went = (amount, "") if receipt.cents > 0 else ("", amount)
            who = (receipt.payer, receipt.account, receipt.text)
            writer.writerow([f"{receipt.day:%Y%m%d}", came, went, *who, f"N{number}"])


def compare(sample, found: dict) -> dict:
    """Return the counts of each kind, of what Odoo proposes first."""
    counts: dict = {}
    for number, receipt in enumerate(sample.receipts):
        state, parts = found[str(number + 2)]  # below the header
        first = {key: cents for key, cents in parts}
        count = counts.setdefault(
            receipt.kind, {"n": 0, "right": 0, "ready": 0, "wrong_ready": 0}
        )
        is_right = first == receipt.truth
        count["n"] += 1
        count["right"] += is_right
        count["ready"] += state == "ready"
        count["wrong_ready"] += state == "ready" and not is_right
    return counts


def shares(what: str, counts: dict) -> Iterator[dict]:
    """Yield the shares of all and of each kind.

    >>> counts = {"x": {"n": 4, "right": 3, "ready": 1, "wrong_ready": 0}}
    >>> [row["value"] for row in shares("seed", counts)]
    [0.75, 0.25, 0, 0.75]
    """
    total = {
        key: sum(count[key] for count in counts.values())
        for key in ("n", "right", "ready", "wrong_ready")
    }
    number = total["n"]
    yield line(f"{what}_right", total["right"] / number, "share", number)
    yield line(f"{what}_ready", total["ready"] / number, "share", number)
    yield line(f"{what}_wrong_ready", total["wrong_ready"], "rows", number)
    for kind, count in sorted(counts.items()):
        name = kind.replace(" ", "_")
        value = count["right"] / count["n"]
        yield line(f"{what}_right_{name}", value, "share", count["n"])


def line(metric: str, value: float, unit: str, count: int) -> dict:
    """Return one line of the outcome."""
    return {"metric": metric, "value": round(value, 4), "unit": unit, "n": count}
