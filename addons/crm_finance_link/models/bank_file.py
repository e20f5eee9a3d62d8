"""Reading an uploaded bank statement, with words for what is wrong with it."""

from dataclasses import dataclass

from odoo.exceptions import UserError

from odoo.addons.crm_pipeline.tools.tabular import Table, read_table
from odoo.addons.crm_pipeline.tools.tabular_text import TabularError

from ..tools import bank_layout as layout_rules
from ..tools.bank_read import LeftOut, Movement, read_movements

#: bytes; a year of a busy account has less than a tenth of it
MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000


@dataclass(frozen=True)
class BankFile:
    """A file that was read: its layout, its movements, and what is none."""

    table: Table
    fit: layout_rules.Fit
    movements: list[Movement]
    left_out: list[LeftOut]


def read_bank_file(env, data, filename, journal, layouts):
    """Return what ``data`` holds, read by the likeliest of ``layouts``.

    :raise UserError: it is no bank statement that can be read
    """
    name = filename or env._("The file")
    table = _read_table(env, data, name, layout_rules.known_titles(layouts))
    hint = " ".join((*table.preamble, filename or ""))
    found = layout_rules.guess(layouts, table.headers, hint)
    _check_fit(env, name, table, found, layouts)
    currency = journal.currency_id or journal.company_id.currency_id
    movements, left_out = read_movements(table.rows, found, currency.name)
    if not movements and any(left.code == "currency" for left in left_out):
        raise UserError(
            env._(
                "%(file)s is in %(found)s, journal %(journal)s in %(currency)s. Choose "
                "the journal of this account.",
                file=name,
                found=next(left.detail for left in left_out if left.code == "currency"),
                journal=journal.display_name,
                currency=currency.name,
            )
        )
    return BankFile(table, found, movements, left_out)


def _read_table(env, data, name, known):
    if len(data) > MOST_BYTES:
        raise UserError(
            env._(
                "%(file)s has %(size)s MB, more than the %(limit)s MB that are read. "
                "Export a shorter period from the bank.",
                file=name,
                size=len(data) // 2**20,
                limit=MOST_BYTES // 2**20,
            )
        )
    table = _read_cells(env, data, name, known)
    if len(table.rows) > MOST_ROWS:
        raise UserError(
            env._(
                "%(file)s has %(rows)s lines, more than the %(limit)s that are read. "
                "Export a shorter period from the bank.",
                file=name,
                rows=len(table.rows),
                limit=MOST_ROWS,
            )
        )
    return table


def _read_cells(env, data, name, known):
    def is_title(cell):
        return bool({layout_rules.title_key(cell), layout_rules.bare_key(cell)} & known)

    try:
        return read_table(data, name, is_title)
    except TabularError as error:
        reasons = {
            "empty": env._("it is empty"),
            "no_rows": env._("it has a header and no line below it"),
            "encrypted": env._("it is protected by a password: save it without one"),
            "corrupt": env._("it is damaged, or no workbook in spite of its name"),
            "not_a_table": env._("it is no table: export it as xlsx, xls or csv"),
            "too_large": env._("it has too many lines: export a shorter period"),
        }
        raise UserError(
            env._(
                "%(file)s cannot be read: %(reason)s.",
                file=name,
                reason=reasons.get(error.code, error.code),
            )
        ) from error


def _check_fit(env, name, table, found, layouts):
    headers = ", ".join(header for header in table.headers if header)
    if found is None:
        nearest = layout_rules.nearest(layouts, table.headers)
        raise UserError(
            env._(
                "No layout fits %(file)s. Its columns are: %(columns)s. The nearest is "
                "%(layout)s, which misses: %(missing)s. Correct that layout or make a "
                "new one under Bank Statement Layouts.",
                file=name,
                columns=headers,
                layout=nearest.layout.name if nearest else "-",
                missing=", ".join(_titles(nearest)) if nearest else "-",
            )
        )
    if found.doubled:
        raise UserError(
            env._(
                "%(file)s has the column “%(title)s” more than once, so it is not "
                "clear which one counts. Delete or rename the other one.",
                file=name,
                title=table.headers[found.places[found.doubled[0]][0]],
            )
        )


def _titles(found):
    """Return how the layout calls the columns that are missing."""
    return [
        "|".join("|".join(column) for column in found.layout.titles.get(role, ()))
        or role
        for role in found.missing
    ]
