"""Say what an uninstalled addon has left behind, and which stock views do not load.

Run by Odoo's shell on a fresh registry. Reads what ``uninstall.py`` noted, and writes a
JSON list of problems to the file that ``UNINSTALL_PROBLEMS`` names.
"""

import json
import os
from pathlib import Path

env = globals()["env"]
VIEW_TYPES = ("form", "list", "kanban", "search")


def existing(query, *values):
    """Return the rows of a query as a set."""
    env.cr.execute(query, values)
    return {row[0] if len(row) == 1 else row for row in env.cr.fetchall()}


def left_in_registry(notes):
    """Yield what Odoo's own tables still have of the addon."""
    module = env["ir.module.module"].search([("name", "=", notes["addon"])])
    if module.state != "uninstalled":
        yield f"the module's state is {module.state}"
    for one in env["ir.model.data"].search([("module", "=", notes["addon"])]):
        yield f"the record {one.complete_name} ({one.model}) is left"
    for name in env["ir.model"].search([("model", "in", notes["models"])]):
        yield f"the model {name.model} is left"
    for model, field in notes["fields"]:
        if model in env and field in env[model]._fields:
            yield f"the field {model}.{field} is left"
    for model, ids in notes["records"].items():
        if model in env:
            left = env[model].with_context(active_test=False).browse(ids).exists()
            for record in left:
                yield f"{model} {record.id} is left: {record.display_name}"


def left_in_database(notes):
    """Yield tables and columns that are still there."""
    tables = existing(
        "select table_name from information_schema.tables where table_schema = %s",
        "public",
    )
    for table in sorted({*notes["tables"], *notes["relations"]} & tables):
        yield f"the table {table} is left"
    columns = existing(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = %s",
        "public",
    )
    for table, column in notes["columns"]:
        if (table, column) in columns:
            yield f"the column {table}.{column} is left"


def broken_views(notes):
    """Yield the views of neighbouring models that no longer load."""
    for model in notes["neighbours"]:
        if model not in env or env[model]._abstract:
            continue
        for kind in VIEW_TYPES:
            try:
                env[model].get_views([(False, kind)])
            except Exception as error:  # noqa: BLE001 (each broken view is told)
                yield f"the {kind} view of {model} does not load: {error}"


def lost(notes):
    """Yield what people had made that went, or changed, with the addon."""
    for model, record_id, facts in notes["kept"]:
        record = env[model].with_context(active_test=False).browse(record_id).exists()
        if not record:
            yield f"{model} {record_id} is lost: {facts}"
            continue
        for name, value in facts.items():
            if record[name] != value:
                yield f"{model} {record_id}: {name} was {value}, is {record[name]}"


known = json.loads(Path(os.environ["UNINSTALL_NOTES"]).read_text(encoding="utf-8"))
problems = [
    *left_in_registry(known),
    *left_in_database(known),
    *broken_views(known),
    *lost(known),
]
target = Path(os.environ["UNINSTALL_PROBLEMS"])
target.write_text(json.dumps(problems), encoding="utf-8")
