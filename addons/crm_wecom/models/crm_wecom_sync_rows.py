import json

from odoo import models
from odoo.tools import SQL

from ..tools.contact_list import PERSONAL, PERSONAL_OF_FOLLOW

GIVEN = """
    (SELECT given.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS given(
        external_id text, name text, kind text, unionid text, company_name text,
        function text, userid text, remark text, company_by_remark text, mobile text,
        description text, added_at bigint, state_key text, tag_codes text))
"""
CONTACT_COLUMNS = ("name", "kind", "unionid", "company_name", "function")
# column of the follow -> column of what is given
FOLLOW_COLUMNS = {
    "remark": "remark",
    "company_name": "company_by_remark",
    "mobile": "mobile",
    "description": "description",
    "tag_codes": "tag_codes",
}
NOW = SQL("now() AT TIME ZONE 'UTC'")
MOMENT = SQL("to_timestamp(given.added_at) AT TIME ZONE 'UTC'")


class CrmWecomSync(models.Model):
    """Comparing pages with the tables: only what differs is written.

    SQL, because 100,000 customers are compared every night: five statements for four
    thousand of them, whose cost is that of reading (`make bench BENCH=connectors`).
    """

    _inherit = "crm.wecom.sync"

    def _take_over(self, rows):
        """Write what is new in these rows, and what differs.

        :param list rows: of ``tools.contact_list.page_rows``
        :return: how many customers are new, how many changed
        """
        if not rows:
            return 0, 0
        self.env.flush_all()
        given = SQL(GIVEN, rows=json.dumps(rows))
        new = self._insert_contacts(given)
        touched = self._update_contacts(given)
        changed = touched | self._insert_follows(given) | self._update_follows(given)
        self._refresh_followed(changed | new)
        self.env["crm.wecom.contact"].invalidate_model()
        self.env["crm.wecom.follow"].invalidate_model()
        return len(new), len(changed - new)

    def _affected(self, query):
        return {row[0] for row in self.env.execute_query(query)}

    def _kept(self, name, owner):
        """The value to keep of a column: none that a customer has not agreed to."""
        value = SQL("given.%s", SQL.identifier(name))
        if name not in (*PERSONAL, *PERSONAL_OF_FOLLOW):
            return value
        default = SQL("NULL") if self.connector_id.wecom_is_consent_required else value
        if owner is None:
            return default
        return SQL(
            "CASE WHEN %(owner)s.consent = 'given' THEN %(value)s "
            "WHEN %(owner)s.consent = 'refused' THEN NULL ELSE %(default)s END",
            owner=SQL.identifier(owner),
            value=value,
            default=default,
        )

    def _is_ours(self, name):
        """Whether a remark or description of ours stays, whatever WeCom says."""
        side = f"wecom_{name}_side"
        return side in self.connector_id._fields and self.connector_id[side] == "here"

    def _insert_contacts(self, given):
        columns = SQL(", ").join(map(SQL.identifier, CONTACT_COLUMNS))
        values = SQL(", ").join(self._kept(name, None) for name in CONTACT_COLUMNS)
        return self._affected(
            SQL(
                """
                INSERT INTO crm_wecom_contact (connector_id, company_id, external_id,
                    match_state, consent, create_uid, write_uid, create_date,
                    write_date, synced_at, %(columns)s)
                SELECT DISTINCT ON (given.external_id) %(connector)s, %(company)s,
                    given.external_id, 'pending', 'unknown', %(uid)s, %(uid)s, %(now)s,
                    %(now)s, %(now)s, %(values)s
                FROM %(given)s AS given
                WHERE NOT EXISTS (SELECT FROM crm_wecom_contact AS known
                    WHERE known.connector_id = %(connector)s
                    AND known.external_id = given.external_id)
                ORDER BY given.external_id
                ON CONFLICT (connector_id, external_id) DO NOTHING
                RETURNING id
                """,
                columns=columns,
                values=values,
                given=given,
                connector=self.connector_id.id,
                company=self.connector_id.company_id.id or None,
                uid=self.env.uid,
                now=NOW,
            )
        )

    def _update_contacts(self, given):
        owner = "contact"
        pairs = [
            (SQL.identifier(name), self._kept(name, owner)) for name in CONTACT_COLUMNS
        ]
        return self._affected(
            SQL(
                """
                UPDATE crm_wecom_contact AS contact
                SET %(assignments)s, write_date = %(now)s, write_uid = %(uid)s,
                    synced_at = %(now)s
                FROM (SELECT DISTINCT ON (external_id) * FROM %(given)s AS every) given
                WHERE contact.connector_id = %(connector)s
                AND contact.external_id = given.external_id
                AND (%(columns)s) IS DISTINCT FROM (%(values)s)
                RETURNING contact.id
                """,
                assignments=SQL(", ").join(SQL("%s = %s", *pair) for pair in pairs),
                columns=SQL(", ").join(SQL("contact.%s", pair[0]) for pair in pairs),
                values=SQL(", ").join(pair[1] for pair in pairs),
                given=given,
                connector=self.connector_id.id,
                uid=self.env.uid,
                now=NOW,
            )
        )

    def _insert_follows(self, given):
        names = SQL(", ").join(map(SQL.identifier, FOLLOW_COLUMNS))
        values = [self._kept(name, "contact") for name in FOLLOW_COLUMNS.values()]
        return self._affected(
            SQL(
                """
                INSERT INTO crm_wecom_follow (contact_id, userid, user_id, way_id,
                    added_at, create_uid, write_uid, create_date, write_date, %(names)s)
                SELECT DISTINCT ON (contact.id, given.userid) contact.id, given.userid,
                    person.user_id, way.id, %(moment)s, %(uid)s, %(uid)s, %(now)s,
                    %(now)s, %(values)s
                FROM %(given)s AS given
                JOIN crm_wecom_contact AS contact
                    ON contact.connector_id = %(connector)s
                    AND contact.external_id = given.external_id
                LEFT JOIN crm_connector_identity AS person
                    ON person.connector_id = %(connector)s
                    AND person.external_id = given.userid
                LEFT JOIN crm_wecom_contact_way AS way
                    ON way.connector_id = %(connector)s
                    AND way.state_key = given.state_key
                WHERE NOT EXISTS (SELECT FROM crm_wecom_follow AS known
                    WHERE known.contact_id = contact.id
                    AND known.userid = given.userid)
                ORDER BY contact.id, given.userid
                ON CONFLICT (contact_id, userid) DO NOTHING
                RETURNING contact_id
                """,
                names=names,
                values=SQL(", ").join(values),
                given=given,
                moment=MOMENT,
                connector=self.connector_id.id,
                uid=self.env.uid,
                now=NOW,
            )
        )

    def _update_follows(self, given):
        """Write what differs; who was removed and is listed still stays removed."""
        pairs = [
            (SQL.identifier(name), self._kept(source, "contact"))
            for name, source in FOLLOW_COLUMNS.items()
        ]
        pairs = [
            pair
            for name, pair in zip(FOLLOW_COLUMNS, pairs, strict=True)
            if not self._is_ours(name)
        ]
        pairs.append((SQL.identifier("added_at"), MOMENT))
        return self._affected(
            SQL(
                """
                UPDATE crm_wecom_follow AS follow
                SET %(assignments)s, write_date = %(now)s, write_uid = %(uid)s,
                    ended_at = CASE WHEN follow.ended_at < %(moment)s THEN NULL
                        ELSE follow.ended_at END,
                    ended_by = CASE WHEN follow.ended_at < %(moment)s THEN NULL
                        ELSE follow.ended_by END
                FROM (SELECT DISTINCT ON (external_id, userid) *
                    FROM %(given)s AS every) given, crm_wecom_contact AS contact
                WHERE contact.connector_id = %(connector)s
                AND contact.external_id = given.external_id
                AND follow.contact_id = contact.id AND follow.userid = given.userid
                AND (%(columns)s) IS DISTINCT FROM (%(values)s)
                RETURNING follow.contact_id
                """,
                assignments=SQL(", ").join(SQL("%s = %s", *pair) for pair in pairs),
                columns=SQL(", ").join(SQL("follow.%s", pair[0]) for pair in pairs),
                values=SQL(", ").join(pair[1] for pair in pairs),
                given=given,
                moment=MOMENT,
                connector=self.connector_id.id,
                uid=self.env.uid,
                now=NOW,
            )
        )

    def _refresh_followed(self, contact_ids):
        """Say of these customers whether anybody has them still."""
        if not contact_ids:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH found AS (
                    SELECT contact.id, EXISTS (SELECT FROM crm_wecom_follow AS follow
                        WHERE follow.contact_id = contact.id
                        AND follow.ended_at IS NULL) AS is_followed
                    FROM crm_wecom_contact AS contact WHERE contact.id = ANY(%s)
                )
                UPDATE crm_wecom_contact AS contact SET is_followed = found.is_followed
                FROM found WHERE found.id = contact.id
                AND found.is_followed IS DISTINCT FROM contact.is_followed
                """,
                sorted(contact_ids),
            )
        )

    def _end_missing(self, userid, listed):
        """End what a colleague has here and in WeCom no longer.

        :param listed: external ids; None when WeCom does not say
        """
        if listed is None:
            return
        self.env.flush_all()
        ended = self._affected(
            SQL(
                """
                UPDATE crm_wecom_follow AS follow
                SET ended_at = %(now)s, ended_by = 'found', write_date = %(now)s,
                    write_uid = %(uid)s
                FROM crm_wecom_contact AS contact
                WHERE contact.id = follow.contact_id
                AND contact.connector_id = %(connector)s
                AND follow.userid = %(userid)s AND follow.ended_at IS NULL
                AND (follow.added_at IS NULL OR follow.added_at < %(started)s)
                AND NOT contact.external_id = ANY(%(listed)s)
                RETURNING follow.contact_id
                """,
                now=NOW,
                uid=self.env.uid,
                connector=self.connector_id.id,
                userid=userid,
                started=self.started_at,
                listed=listed,
            )
        )
        self._refresh_followed(ended)
        self.env["crm.wecom.contact"].invalidate_model()
        self.env["crm.wecom.follow"].invalidate_model()
        self.ended_count += len(ended)
