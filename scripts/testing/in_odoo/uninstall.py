"""Uninstall one addon as an administrator would, after noting what it brought.

Run by Odoo's shell. ``UNINSTALL_ADDON`` names the addon; the notes are written as JSON
to the file that ``UNINSTALL_NOTES`` names, for ``check_gone.py``. An addon with a file
``tests/kept_after_uninstall.py`` says there what has to be found again.
"""

import importlib.util
import json
import os
from pathlib import Path

env = globals()["env"]
GONE_MODELS = (
    "ir.ui.view",
    "ir.ui.menu",
    "ir.cron",
    "ir.rule",
    "ir.model.access",
    "ir.actions.act_window",
    "ir.actions.server",
    "ir.actions.report",
    "res.groups",
)


def brought_by(name):
    """Return what the addon brought: models, fields, records, and its neighbours."""
    data = env["ir.model.data"].search([("module", "=", name)])
    others = env["ir.model.data"].search([("module", "!=", name)])
    shared = {(one.model, one.res_id) for one in others}
    own = [one for one in data if (one.model, one.res_id) not in shared]
    ids = {}
    for one in own:
        ids.setdefault(one.model, []).append(one.res_id)
    fields = env["ir.model.fields"].browse(ids.get("ir.model.fields", []))
    models = env["ir.model"].browse(ids.get("ir.model", []))
    views = env["ir.ui.view"].browse(
        [one.res_id for one in data if one.model == "ir.ui.view"]
    )
    neighbours = {*fields.mapped("model"), *views.mapped("model")} - {False}
    return {
        "addon": name,
        "models": models.mapped("model"),
        "tables": [
            env[model]._table
            for model in models.mapped("model")
            if model in env and env[model]._auto and not env[model]._abstract
        ],
        "columns": [
            (env[one.model]._table, one.name)
            for one in fields
            if one.store and one.model in env and env[one.model]._auto
        ],
        "fields": [(one.model, one.name) for one in fields],
        "relations": env["ir.model.relation"]
        .search([("module.name", "=", name)])
        .mapped("name"),
        "records": {model: ids.get(model, []) for model in GONE_MODELS},
        "neighbours": sorted(neighbours),
    }


def made_by(name):
    """Return the records that must outlive the addon, as its tests make them."""
    folder = Path(importlib.util.find_spec(f"odoo.addons.{name}").origin).parent
    path = folder / "tests" / "kept_after_uninstall.py"
    if not path.exists():
        return []
    spec = importlib.util.spec_from_file_location("kept_after_uninstall", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kept = module.make(env)
    env.cr.commit()
    return kept


addon = os.environ["UNINSTALL_ADDON"]
notes = brought_by(addon)
notes["kept"] = made_by(addon)
Path(os.environ["UNINSTALL_NOTES"]).write_text(json.dumps(notes), encoding="utf-8")
env["ir.module.module"].search([("name", "=", addon)]).button_immediate_uninstall()
