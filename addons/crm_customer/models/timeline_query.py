"""The one query that reads a page of a timeline, under the reader's record rules."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.timeline import DAY_HOUR, MessageSource

#: Longer texts are cut in the database.
TEXT_LENGTH = 1000
TYPES = {
    "int": SQL("int"),
    "numeric": SQL("numeric"),
    "text": SQL("text"),
    "timestamp": SQL("timestamp"),
}
COLUMNS = (
    "id",
    "moment",
    "title",
    "body",
    "user_id",
    "author_id",
    "amount",
    "currency_id",
    "state",
    "document_id",
    "member_id",
)


class TimelineQuery:
    """Sources of a timeline for some customers, as SQL.

    Every source reads by an index (customer, moment) and stops at the page's size, so
    a page costs the same whatever is behind it. What the reader may not read is left
    out within the query: the rules of the row's model and those of its document.

    :param env: the reader's environment
    :param sources: ``Source`` and ``MessageSource`` objects
    :param members: ids of the customer and his contacts
    """

    def __init__(self, env, sources, members):
        self.env = env(context={**env.context, "active_test": False})
        self.members = list(members)
        self.sources = [source for source in sources if self._is_readable(source)]

    def _is_readable(self, source):
        models = {source.model, getattr(source, "document_model", "")} - {""}
        return all(self.env[model].has_access("read") for model in models)

    def page(self, cursor, limit):
        """Return up to ``limit`` rows after ``cursor``, as dicts with ``source``."""
        branches = [self._branch(source, cursor, limit) for source in self.sources]
        branches = [branch for branch in branches if branch]
        if not branches or not self.members:
            return []
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (%s) AS line
                ORDER BY moment DESC, source COLLATE "C", id DESC LIMIT %s
                """,
                SQL(" UNION ALL ").join(SQL("(%s)", branch) for branch in branches),
                limit,
            )
        )
        by_key = {source.key: source for source in self.sources}
        return [{**row, "source": by_key[row["source"]]} for row in rows]

    def kinds(self):
        """Return the codes of the kinds that have a line at all."""
        branches = {
            source.key: self._branch(source, None, 1) for source in self.sources
        }
        tests = [
            SQL("SELECT %s WHERE EXISTS (%s)", key, branch)
            for key, branch in branches.items()
            if branch
        ]
        if not tests or not self.members:
            return set()
        rows = self.env.execute_query(SQL(" UNION ALL ").join(tests))
        found = {row[0] for row in rows}
        return {source.kind for source in self.sources if source.key in found}

    # -- one source ----------------------------------------------------------------

    def _branch(self, source, cursor, limit):
        """Return the SQL of a page of ``source``; None where all is forbidden."""
        query = self.env[source.model]._search(Domain(source.domain))
        if query.is_empty():
            return None
        if isinstance(source, MessageSource):
            return self._messages(source, query, cursor, limit)
        if source.scope:
            return self._scoped(source, cursor, limit)
        self._narrow(source, query, cursor, limit)
        model = self.env[source.model]
        customer = model._field_to_sql(query.table, source.customer, query)
        query.add_where(SQL("%s = member.id", customer))
        return self._of_members(
            query.select(*self._columns(source, query, SQL("member.id"))), limit
        )

    def _scoped(self, source, cursor, limit):
        domain = Domain(source.domain) & Domain(source.scope(self.members))
        query = self.env[source.model]._search(domain)
        if query.is_empty():
            return None
        self._narrow(source, query, cursor, limit)
        return query.select(*self._columns(source, query, SQL("NULL::int")))

    def _of_members(self, lateral, limit):
        """Return ``lateral`` for each of the members, the latest lines of all."""
        return SQL(
            """
            SELECT line.* FROM unnest(%s) AS member(id)
            CROSS JOIN LATERAL (%s) AS line
            ORDER BY line.moment DESC, line.id DESC LIMIT %s
            """,
            self.members,
            lateral,
            limit,
        )

    def _narrow(self, source, query, cursor, limit):
        """Keep the latest rows after ``cursor`` whose document may be read."""
        model = self.env[source.model]
        moment = model._field_to_sql(query.table, source.moment, query)
        row_id = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s IS NOT NULL", moment))
        if cursor:
            is_date = model._fields[source.moment].type == "date"
            query.add_where(after(cursor, source.key, moment, row_id, is_date))
        if source.document:
            query.add_where(self._document_test(source, query))
        query.order = SQL("%s DESC, %s DESC", moment, row_id)
        query.limit = limit

    def _document_test(self, source, query):
        """Return the condition that the line's document may be read, if it has one."""
        reference = self.env[source.model]._field_to_sql(
            query.table, source.document, query
        )
        documents = self.env[source.document_model]._search([])
        if documents.is_empty():
            return SQL("%s IS NULL", reference)
        # Correlated, so that one document is looked up and never all of them read.
        documents.add_where(
            SQL("%s = %s", SQL.identifier(documents.table, "id"), reference)
        )
        documents.limit = 1
        return SQL("(%s IS NULL OR EXISTS %s)", reference, documents.subselect())

    def _columns(self, source, query, member):
        model = self.env[source.model]

        def column(name, kind):
            if not name:
                return SQL("NULL::%s", TYPES[kind])
            expression = model._field_to_sql(query.table, name, query)
            return SQL("(%s)::%s", expression, TYPES[kind])

        moment = column(source.moment, "timestamp")
        if model._fields[source.moment].type == "date":
            moment = SQL("%s + %s", moment, DAY_HOUR)
        has_currency = source.amount and source.currency
        reference = column(source.document, "int")
        return named(
            source.key,
            id=SQL.identifier(query.table, "id"),
            moment=moment,
            title=column(source.title, "text"),
            body=SQL("left(%s, %s)", column(source.text, "text"), TEXT_LENGTH),
            user_id=column(source.user, "int"),
            author_id=SQL("NULL::int"),
            amount=column(source.amount, "numeric"),
            currency_id=column(source.currency if has_currency else "", "int"),
            state=column(source.state, "text"),
            document_id=reference
            if source.document
            else SQL.identifier(query.table, "id"),
            member_id=member,
        )

    # -- messages ------------------------------------------------------------------

    def _messages(self, source, documents, cursor, limit):
        """Return the mails and messages to customers on the documents one may read.

        Messages are read past their own access rule, which goes row by row and says
        the same: an employee reads the messages of the documents that he may read.
        """
        model = self.env[source.model]
        customer = SQL.identifier(documents.table, source.customer)
        if source.customer != "id":
            customer = model._field_to_sql(documents.table, source.customer, documents)
        documents.add_where(SQL("%s = member.id", customer))
        lateral = SQL(
            """
            SELECT message.* FROM (%s) AS document CROSS JOIN LATERAL (
                SELECT %s FROM mail_message WHERE %s
                ORDER BY %s DESC, mail_message.id DESC LIMIT %s
            ) AS message
            """,
            documents.select(SQL("%s AS id", SQL.identifier(documents.table, "id"))),
            SQL(", ").join(self._message_columns(source)),
            SQL(" AND ").join(self._message_tests(source, cursor)),
            self._message_column("date"),
            limit,
        )
        return self._of_members(lateral, limit)

    def _message_column(self, name):
        # The document has been checked: see ``_messages``.
        return self.env["mail.message"].sudo()._field_to_sql("mail_message", name)

    def _message_tests(self, source, cursor):
        """Return which messages are lines; notes among colleagues are none."""
        column = self._message_column
        tests = [
            SQL("%s = %s", column("model"), source.model),
            SQL("%s = document.id", column("res_id")),
            # The words of the index.
            SQL("%s IN ('email', 'email_outgoing', 'comment')", column("message_type")),
            SQL(
                "(%s <> 'comment' OR %s = %s)",
                column("message_type"),
                column("subtype_id"),
                self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            ),
        ]
        if cursor:
            row_id = SQL.identifier("mail_message", "id")
            tests.append(after(cursor, source.key, column("date"), row_id, False))
        return tests

    def _message_columns(self, source):
        column = self._message_column
        return named(
            source.key,
            id=SQL.identifier("mail_message", "id"),
            moment=column("date"),
            title=SQL("%s::text", column("subject")),
            # Tags take their room, too.
            body=SQL("left(%s, %s)", column("body"), 4 * TEXT_LENGTH),
            user_id=SQL("NULL::int"),
            author_id=column("author_id"),
            amount=SQL("NULL::numeric"),
            currency_id=SQL("NULL::int"),
            state=SQL("%s::text", column("message_type")),
            document_id=SQL("document.id"),
            member_id=SQL("member.id"),
        )


def named(key, **columns):
    """Return the columns of a line, in the order that all sources share."""
    found = [SQL("%s::text AS source", key)]
    return found + [
        SQL("%s AS %s", columns[name], SQL.identifier(name)) for name in COLUMNS
    ]


def after(cursor, key, moment, row_id, is_date):
    """Return the condition that a row of the source ``key`` comes after ``cursor``."""
    relation = cursor.relation(key)
    if is_date:
        day = cursor.last_day(key)
        if relation == "pair":
            return SQL("(%s, %s) < (%s, %s)", moment, row_id, day, cursor.row_id)
        return SQL("%s <= %s", moment, day)
    if relation == "pair":
        return SQL("(%s, %s) < (%s, %s)", moment, row_id, cursor.moment, cursor.row_id)
    operator = SQL("<=") if relation == "until" else SQL("<")
    return SQL("%s %s %s", moment, operator, cursor.moment)
