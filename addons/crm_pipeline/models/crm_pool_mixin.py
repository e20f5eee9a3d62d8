from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: Written by code alone, whoever writes by RPC.
POOL_FIELDS = frozenset({"pool_id", "pooled_at", "pool_previous_user_id"})


class CrmPoolMixin(models.AbstractModel):
    """A record that falls into a public pool and is claimed from it.

    In a pool it has no salesperson; all that hangs on it stays where it is.
    """

    _name = "crm.pool.mixin"
    _description = "Record of a Public Pool"

    # Beside ``crm.ownership.mixin``, which these models inherit already.
    pool_id = fields.Many2one(
        "crm.pool",
        string="Public Pool",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    pooled_at = fields.Datetime(string="In the Pool Since", readonly=True, copy=False)
    pool_previous_user_id = fields.Many2one(
        "res.users",
        string="Last Owner",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    # Searched only: what a simulation of a rule opens.
    due_pool_rule_id = fields.Many2one(
        "crm.pool.rule", store=False, search="_search_due_pool_rule_id"
    )

    @api.model
    def _search_due_pool_rule_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        rules = self.env["crm.pool.rule"].browse(value)
        return rules._get_simulated_domain()

    def _check_pool_write(self, vals):
        """Refuse a new owner written past the pool."""
        if "user_id" in vals and not self.env.su:
            self._check_not_pooled()

    def _check_not_pooled(self):
        # Who may write a record may not be able to read its pool.
        if pooled_sudo := self.sudo().filtered("pool_id")[:1]:
            raise UserError(
                self.env._(
                    "“%(record)s” is in the public pool %(pool)s. Claim it there, or "
                    "have its manager assign it.",
                    record=pooled_sudo.display_name,
                    pool=pooled_sudo.pool_id.name,
                )
            )

    # -- what the pools ask of each model ------------------------------------------

    @api.model
    def _get_pool_exemptions(self):
        """Hook: what never falls into a pool, by the reason why.

        Overrides call super() and add to what it returns.

        :return: dict of a short reason (text people read) -> ``Domain`` of the
            records of this model that are exempt for it
        """
        return {}

    @api.model
    def _get_pool_deal_domain(self, since):
        """Hook: the records with which a deal was made since ``since``.

        :param datetime since: UTC
        :return: ``Domain``
        """
        return Domain.FALSE

    @api.model
    def _get_pool_no_opportunity_domain(self, since):
        """Return what was assigned before ``since`` and had no opportunity since."""
        raise NotImplementedError

    @api.model
    def _get_pool_no_contract_domain(self, since):
        """Return what was assigned before ``since`` and had no deal since."""
        return Domain("owned_since", "<", since) & ~self._get_pool_deal_domain(since)

    @api.model
    def _get_pool_candidate_domain(self):
        """Return what can fall into a pool at all: it has an owner and is open."""
        return Domain("user_id", "!=", False) & Domain("pool_id", "=", False)

    @api.model
    def _get_pool_team_domain(self, teams):
        """Return the records of ``teams``."""
        raise NotImplementedError

    def _get_pool_contact(self):
        """Return ``contact_name``, ``phone`` and ``email`` of this record."""
        raise NotImplementedError

    @api.model
    def _get_held_domain(self, user):
        """Return what counts against the holding limit of ``user``."""
        return Domain("user_id", "=", user.id)

    @api.model
    def _get_exempt_domain(self):
        """Return all records that never fall into a pool."""
        return Domain.OR(self._get_pool_exemptions().values())

    # -- into the pool -------------------------------------------------------------

    def _move_to_pool(self, pool, note=""):
        """Put these records into ``pool``, in two statements whatever their number.

        Set-based, because a night takes tens of thousands (make bench BENCH=pool).
        Those that somebody changes at this moment, or that have fallen into a pool
        already, are left out.

        :return: list of (id, id of the former owner) of those moved
        """
        if not self:
            return []
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    SELECT id, user_id FROM %(table)s
                    WHERE id IN %(ids)s AND pool_id IS NULL AND user_id IS NOT NULL
                    ORDER BY id FOR UPDATE SKIP LOCKED
                )
                UPDATE %(table)s AS record
                SET user_id = NULL, pool_id = %(pool)s, pooled_at = %(now)s,
                    pool_previous_user_id = taken.user_id, owned_since = %(now)s,
                    write_date = %(now)s, write_uid = %(uid)s
                FROM taken WHERE record.id = taken.id
                RETURNING record.id, taken.user_id
                """,
                table=SQL.identifier(self._table),
                ids=tuple(self.ids),
                pool=pool.id,
                now=now,
                uid=self.env.uid,
            )
        )
        self._log_move([row[0] for row in rows], pool, now, note)
        self.env.invalidate_all(flush=False)
        return rows

    def _log_move(self, ids, pool, now, note):
        if not ids:
            return
        reason = self._ownership_reason()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_ownership (%(column)s, company_id, previous_user_id,
                    changed_at, reason, note, decided_by_id)
                SELECT id, %(company)s, pool_previous_user_id,
                    %(now)s, %(kind)s, %(note)s, %(uid)s
                FROM %(table)s WHERE id IN %(ids)s ORDER BY id
                """,
                column=SQL.identifier(self._ownership_field),
                table=SQL.identifier(self._table),
                ids=tuple(ids),
                company=pool.company_id.id,
                now=now,
                kind=reason.kind if reason else "pool",
                note=note or None,
                uid=self.env.uid,
            )
        )

    def _release(self, note):
        """Give these records up for others to claim, by their owner or a manager."""
        self.check_access("write")
        self._check_release()
        for pool, records in self._choose_pools().items():
            # Pool fields are written by code alone.
            records.sudo()._with_ownership_reason("released")._move_to_pool(pool, note)

    def _check_release(self):
        """Raise when one of these must stay where it is."""
        self._check_not_pooled()
        records_sudo = self.sudo()  # what exempts a record need not be readable
        for reason, domain in records_sudo._get_pool_exemptions().items():
            exempt_sudo = records_sudo.search(Domain("id", "in", self.ids) & domain)
            if exempt_sudo:
                raise UserError(
                    self.env._(
                        "“%(record)s” stays with its owner: %(reason)s. Settle that "
                        "first, or hand the record to a colleague.",
                        record=exempt_sudo[0].display_name,
                        reason=reason,
                    )
                )

    def _choose_pools(self):
        """Return {pool: its records}: the first pool that takes each of these."""
        left = self
        chosen = {}
        # Records of a region without a pool are told so, not a pool of others.
        companies = [("company_id", "in", self.env.companies.ids)]
        for pool in self.env["crm.pool"].sudo().search(companies):
            fitting = left.sudo().filtered_domain(pool._get_record_domain(self._name))
            if fitting:
                chosen[pool] = self.browse(fitting.ids)
                left -= chosen[pool]
        if left:
            raise UserError(
                self.env._(
                    "There is no public pool for “%(record)s”: none takes its team "
                    "and region. Ask your manager for one.",
                    record=left[0].display_name,
                )
            )
        return chosen
