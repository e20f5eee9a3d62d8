"""What happens at the same moment, tried over connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger

MEETING_SECONDS = 60


class AtOnceCase(BaseCase):
    """A case whose attempts are made at the same moment, as the server makes them.

    What is tried here needs commits, so it is not undone by a rollback: ``_clean_up``
    deletes what ``_set_up`` and the tests have made.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls._set_up(cls._env(cr))
        cls.addClassCleanup(cls._clean_up_all)

    @classmethod
    def _set_up(cls, env):
        """Make what all tests of the class need; keep ids, no records."""
        raise NotImplementedError

    @classmethod
    def _clean_up(cls, env):
        """Delete what was made."""
        raise NotImplementedError

    @classmethod
    def _clean_up_all(cls):
        with cls.registry.cursor() as cr:
            cls._clean_up(cls._env(cr))

    @staticmethod
    def _env(cr, uid=SUPERUSER_ID):
        context = {"no_reset_password": True, "lang": "en_US", "tracking_disable": True}
        return api.Environment(cr, uid, context)

    @staticmethod
    def _make_users(env, login, number, group):
        """Return ``number`` users of a group, named after their login."""
        return env["res.users"].create(
            [
                {
                    "name": f"{login.capitalize()} {place}",
                    "login": f"at_once_{login}_{place}",
                    "group_ids": [(6, 0, env.ref(group).ids)],
                }
                for place in range(number)
            ]
        )

    @staticmethod
    def _delete_users(env, ids):
        users = env["res.users"].browse(ids)
        partners = users.partner_id
        users.unlink()
        partners.unlink()

    @staticmethod
    def _delete_rows(env, *rows):
        """Delete past the ORM what is never deleted: ledgers, posted entries.

        They were never real here.

        :param rows: tuples (table, column, ids that stand there), in this order
        """
        env.flush_all()
        for table, column, ids in rows:
            env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    list(ids),
                )
            )
        env.invalidate_all()

    def _at_once(self, function, attempts):
        """Call ``function(env, *arguments)`` for each attempt at the same moment.

        Each is made over a connection of its own, and again when it could not be
        serialised.

        :param attempts: tuples (user id, *arguments)
        :return: what each returned, or the text of the ``UserError`` that refused it
        """
        barrier = Barrier(len(attempts))

        def attempt(values):
            uid, *arguments = values
            with self.registry.cursor() as cr:
                env = self._env(cr, uid)
                cr.execute("SELECT 1")  # each has its view of the database by now
                barrier.wait(timeout=MEETING_SECONDS)
                try:
                    return retrying(lambda: function(env, *arguments), env)
                except UserError as error:
                    cr.rollback()
                    return str(error)

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(len(attempts)) as threads,
        ):
            return list(threads.map(attempt, attempts))

    def _read(self, function):
        """Return ``function(env)`` over a fresh connection."""
        with self.registry.cursor() as cr:
            return function(self._env(cr))
