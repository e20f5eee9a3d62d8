"""Many lines of a statement at once, as copies of rows that accounting made itself.

Measured: Odoo makes about 40 lines a second, entry and sequence of each, so that a
year's statement of 10,000 lines takes four minutes; copied, they take some seconds.
"""

import json
from collections import defaultdict

from odoo.tools import SQL

from ..tools.row_copy import derive, is_same

#: from so many lines on it pays to copy
MANY = 200
#: of each month and direction so many are made by accounting: the second proves that
#: a copy of the first is what accounting makes
SAMPLES = 2
BATCH = 1000
MAXINT = 2147483647
LINE, MOVE, ENTRY = (
    "account.bank.statement.line",
    "account.move",
    "account.move.line",
)


def can_copy(journal):
    """Whether an entry of a journal follows from another: one currency, no hashes."""
    currency = journal.currency_id or journal.company_id.currency_id
    return (
        currency == journal.company_id.currency_id
        and not journal.restrict_mode_hash_table
    )


def split(vals_list):
    """Return (what accounting makes, what can be copied from it).

    The first ones of each month and direction are made, in their order: whether the
    month is locked is asked for them, and their names begin its numbers.
    """
    counts = defaultdict(int)
    samples, rest = [], []
    for vals in vals_list:
        counts[_kind(vals)] += 1
        (samples if counts[_kind(vals)] <= SAMPLES else rest).append(vals)
    return samples, rest


def _kind(vals):
    return vals["date"].year, vals["date"].month, vals["amount"] > 0


def _of_line(vals, line_id, move_id):
    """Return what a line of a statement has for itself."""
    return {
        "id": line_id,
        "move_id": move_id,
        "payment_ref": vals["payment_ref"],
        "partner_name": vals["partner_name"] or None,
        "account_number": vals["account_number"] or None,
        "unique_import_id": vals["unique_import_id"],
        "sequence": vals["sequence"],
        "internal_index": f"{vals['date']:%Y%m%d}"
        f"{MAXINT - vals['sequence']:0>10}{line_id:0>10}",
    }


class LineCopies:
    """Copies of the lines of a statement, with their entries."""

    def __init__(self, statement):
        self.env = statement.env
        self.statement = statement
        self.env.flush_all()
        self.lines = self._read(LINE, "id", statement.line_ids.ids)
        moves = [row["move_id"] for row in self.lines]
        self.moves = {row["id"]: row for row in self._read(MOVE, "id", moves)}
        self.entries = defaultdict(list)
        for row in self._read(ENTRY, "move_id", moves):
            self.entries[row["move_id"]].append(row)
        self.money = {
            model: [
                name
                for name, field in self.env[model]._fields.items()
                if field.type == "monetary" and field.store and not field.inherited
            ]
            for model in (LINE, MOVE, ENTRY)
        }
        self.money[LINE].append("amount_residual")  # a number without currency

    def _read(self, model, column, ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT to_jsonb(t) FROM %s t WHERE %s = ANY(%s) ORDER BY id",
                SQL.identifier(self.env[model]._table),
                SQL.identifier(column),
                list(ids),
            )
        )
        return [row for (row,) in rows]

    def make(self, samples, vals_list):
        """Insert a line of each of ``vals_list``.

        :param samples: the values that the lines of the statement were made of
        :return: the new lines, or none where a copy would not be what accounting makes
        """
        by_key = {row["unique_import_id"]: row for row in self.lines}
        sources = {}
        for vals in samples:
            row = by_key[vals["unique_import_id"]]
            source = sources.setdefault(_kind(vals), row)
            if source is not row and not self._is_proven(source, row, vals):
                return self.env[LINE]
        numbers = self._last_numbers()
        rows = {model: [] for model in (MOVE, LINE, ENTRY)}
        for vals, ids in zip(vals_list, self._reserve(len(vals_list)), strict=True):
            source = sources[_kind(vals)]
            name = self._next_name(source, numbers)
            for model, found in self._copy(source, vals, ids, name).items():
                rows[model] += found
        return self._insert(rows)

    # -- one line -------------------------------------------------------------------

    def _copy(self, source, vals, ids, name):
        """Return the rows of a line and its entry, by model.

        :param ids: of the entry, the line, and the two sides of the entry
        :param name: of the entry, and its number
        """
        move_id, line_id, *entry_ids = ids
        text, number = name
        move = self.moves[source["move_id"]]
        day = vals["date"].isoformat()
        of_move = {
            "id": move_id,
            "name": text,
            "sequence_number": number,
            "date": day,
            "statement_line_id": line_id,
        }
        of_entry = {
            "move_id": move_id,
            "move_name": text,
            "date": day,
            "name": vals["payment_ref"],
            "statement_line_id": line_id,
        }

        def copy(model, row, own):
            was = source["amount"]
            return derive(row, own, self.money[model], was, vals["amount"])

        return {
            MOVE: [copy(MOVE, move, of_move)],
            LINE: [copy(LINE, source, _of_line(vals, line_id, move_id))],
            ENTRY: [
                copy(ENTRY, row, {**of_entry, "id": entry_id})
                for row, entry_id in zip(
                    self.entries[move["id"]], entry_ids, strict=True
                )
            ],
        }

    def _is_proven(self, source, row, vals):
        """Whether a copy of ``source`` is ``row``, that accounting made of ``vals``."""
        made = {
            MOVE: [self.moves[row["move_id"]]],
            LINE: [row],
            ENTRY: self.entries[row["move_id"]],
        }
        [move] = made[MOVE]
        if len(made[ENTRY]) != 2 or len(self.entries[source["move_id"]]) != 2:
            return False
        ids = [move["id"], row["id"], *(entry["id"] for entry in made[ENTRY])]
        name = (move["name"], move["sequence_number"])
        copied = self._copy(source, vals, ids, name)
        return all(
            is_same(one, other)
            for model, found in made.items()
            for one, other in zip(copied[model], found, strict=True)
        )

    # -- numbers --------------------------------------------------------------------

    def _sequence(self, move):
        """Return how the number of an entry is written."""
        written, parts = (
            self.env[MOVE].browse(move["id"])._get_sequence_format_param(move["name"])
        )
        return written, parts, written.format(**{**parts, "seq": 0})

    def _last_numbers(self):
        """Return [last number, how it is written] of each sequence of the samples."""
        numbers = {}
        for move in self.moves.values():
            _written, parts, key = self._sequence(move)
            numbers[key] = max(numbers.get(key, 0), parts["seq"])
        self._written = {id_: self._sequence(row) for id_, row in self.moves.items()}
        return numbers

    def _next_name(self, source, numbers):
        """Return the next name after those of the source's sequence, and its number.

        The samples hold the sequence: nobody else gets a number before the commit.
        """
        written, parts, key = self._written[source["move_id"]]
        numbers[key] += 1
        return written.format(**{**parts, "seq": numbers[key]}), numbers[key]

    # -- the tables -----------------------------------------------------------------

    def _reserve(self, count):
        """Yield new ids: of an entry, its line, and its two sides."""
        moves, lines, entries = (
            self._next_ids(model, count * times)
            for model, times in ((MOVE, 1), (LINE, 1), (ENTRY, 2))
        )
        return zip(moves, lines, entries[0::2], entries[1::2], strict=True)

    def _next_ids(self, model, count):
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
                "FROM generate_series(1, %s)",
                self.env[model]._table,
                count,
            )
        )
        return [row[0] for row in rows]

    def _insert(self, rows):
        """Insert the rows of all models and return the lines."""
        links = [(row.pop("statement_line_id"), row["id"]) for row in rows[MOVE]]
        for model, found in rows.items():
            for start in range(0, len(found), BATCH):
                self._insert_rows(model, found[start : start + BATCH])
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET statement_line_id = line.id "
                "FROM account_bank_statement_line line "
                "WHERE line.move_id = account_move.id AND account_move.id = ANY(%s)",
                [move for _line, move in links],
            )
        )
        self.env.invalidate_all()
        # The next number is read from the table again.
        self.env[MOVE]._get_sequence_cache().clear()
        return self.env[LINE].browse([line for line, _move in links])

    def _insert_rows(self, model, rows):
        table = SQL.identifier(self.env[model]._table)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s SELECT * FROM jsonb_populate_recordset(NULL::%s, %s)",
                table,
                table,
                json.dumps(rows),
            )
        )
