"""A pylint plugin: Odoo's own checkers beside pylint-odoo's, in one run.

Each run reads all addons and much of Odoo, which is most of its time. The two know a
message of the same name, so Odoo's gets a prefix.
"""

from __future__ import annotations

from typing import Any

import _odoo_checker_gettext
import _odoo_checker_sql_injection
import _odoo_checker_unlink_override
import _pylint_path_setup
from pylint.lint import PyLinter

SHARED = "sql-injection"
PREFIX = "odoo-"


class SqlInjection(_odoo_checker_sql_injection.OdooBaseChecker):
    """Odoo's checker of SQL, its message by another name."""

    name = PREFIX + SHARED
    msgs = {
        code: (text, PREFIX + SHARED, description)
        for code, (text, _name, description) in (
            _odoo_checker_sql_injection.OdooBaseChecker.msgs.items()
        )
    }

    def add_message(self, msgid: str, *args: Any, **kwargs: Any) -> None:
        """Report by the name that is known here."""
        super().add_message(PREFIX + msgid, *args, **kwargs)


def register(linter: PyLinter) -> None:
    """Register Odoo's checkers, found by the module path."""
    _pylint_path_setup.register(linter)
    linter.register_checker(SqlInjection(linter))
    _odoo_checker_gettext.register(linter)
    _odoo_checker_unlink_override.register(linter)
