from odoo.exceptions import UserError


def check_trigram_search(env):
    """Refuse a database in which Chinese names could not be searched.

    The conflict check lives on PostgreSQL's trigrams. Under the character type C
    they hold no Chinese character at all, so every check would come out empty.

    :raises UserError: with what to do
    """
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    env.cr.execute("SELECT show_trgm(%s) <> '{}'", ["客户"])
    if not env.cr.fetchone()[0]:
        raise UserError(
            env._(
                "This database has the character type C, so PostgreSQL cannot "
                "search Chinese names. Create the database with LC_CTYPE C.UTF-8 "
                "(or zh_CN.UTF-8) and install again."
            )
        )
