from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date


class CrmPoolMixin(models.AbstractModel):
    """Out of the pool: claiming, and being assigned."""

    _inherit = "crm.pool.mixin"

    def action_claim(self):
        """Take these records out of the pool; the first to do so has them.

        :raises UserError: somebody was faster, a limit is reached, or the cool-down
            of a former owner runs
        """
        # One by one: each is its own decision, and a day allows but a few.
        pools_sudo = [record._claim() for record in self]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "“%(record)s” is yours now. You may claim %(count)s more today.",
                    record=self[-1].sudo().display_name,
                    count=pools_sudo[-1].claims_left,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _claim(self):
        """Take this record; return the pool that it was in, as superuser."""
        # Who claims cannot read a pooled record yet: the pool decides, not the rules.
        record_sudo = self.sudo()
        pool_sudo = record_sudo._lock_in_pool()
        if not pool_sudo._is_open_to(self.env.user):
            raise AccessError(
                self.env._(
                    "You are no member of the public pool %(pool)s. Ask its manager.",
                    pool=pool_sudo.name,
                )
            )
        record_sudo._check_cool_down(pool_sudo)
        record_sudo._check_swap(pool_sudo)
        record_sudo._check_holding(pool_sudo)
        if not pool_sudo._use("claimed", pool_sudo.claim_per_day):
            raise UserError(
                self.env._(
                    "You have claimed %(count)s records from %(pool)s today; that is "
                    "the daily limit. Go on tomorrow.",
                    count=pool_sudo.claim_per_day,
                    pool=pool_sudo.name,
                )
            )
        record_sudo._with_ownership_reason("claim")._leave_pool(self.env.user)
        return pool_sudo

    def _lock_in_pool(self):
        """Lock this record and return its pool.

        :raises UserError: it is not in a pool, or somebody is just taking it
        """
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "“%(record)s” is being claimed by a colleague at this very "
                    "moment. Choose another one.",
                    record=self.display_name,
                )
            )
        self.invalidate_recordset(["pool_id", "user_id"])
        if not self.pool_id:
            raise UserError(
                self.env._(
                    "“%(record)s” is no longer in the public pool: a colleague was "
                    "faster. Choose another one.",
                    record=self.display_name,
                )
            )
        return self.pool_id

    def _leave_pool(self, user):
        """Give this record to ``user``, with the open activities of its last owner."""
        previous = self.pool_previous_user_id
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        quiet.write(
            {
                "user_id": user.id,
                "pool_id": False,
                "pooled_at": False,
                "pool_previous_user_id": False,
            }
        )
        activities = self.activity_ids.filtered(lambda a: a.user_id == previous)
        if previous and activities:
            activities.user_id = user

    # -- who may not claim ---------------------------------------------------------

    def _check_cool_down(self, pool):
        """Refuse every owner of the cool-down's time, not only the last one."""
        now = fields.Datetime.now()
        row = self.env["crm.ownership"].search(
            [
                (self._ownership_field, "=", self.id),
                ("previous_user_id", "=", self.env.uid),
                ("changed_at", ">", now - timedelta(days=pool.cool_down_days)),
            ],
            order="changed_at desc, id desc",
            limit=1,
        )
        if row:
            free = row.changed_at + timedelta(days=pool.cool_down_days)
            raise UserError(
                self.env._(
                    "You had “%(record)s” yourself not long ago. You may claim it "
                    "again from %(date)s, if it is still in the pool.",
                    record=self.display_name,
                    date=format_date(self.env, free),
                )
            )

    def _check_swap(self, pool):
        """Refuse that two people exchange records through the pool."""
        # One statement over the ledger: whom did a former owner of this record take
        # something from? From me, within the cool-down, is an exchange.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claimed.user_id FROM crm_ownership AS claimed
                JOIN crm_ownership AS given
                  ON given.id < claimed.id AND given.previous_user_id = %(me)s
                 AND (given.lead_id = claimed.lead_id
                      OR given.partner_id = claimed.partner_id)
                WHERE claimed.reason = 'claim'
                  AND given.changed_at > %(since)s
                  AND claimed.user_id IN (
                    SELECT previous_user_id FROM crm_ownership
                    WHERE %(column)s = %(record)s AND changed_at > %(since)s)
                LIMIT 1
                """,
                me=self.env.uid,
                column=SQL.identifier(self._ownership_field),
                record=self.id,
                since=fields.Datetime.now() - timedelta(days=pool.cool_down_days),
            )
        )
        if rows:
            other = self.env["res.users"].browse(rows[0][0])
            raise UserError(
                self.env._(
                    "“%(record)s” was %(user)s's, who has just claimed one of yours: "
                    "that would be an exchange through the pool. Ask the manager to "
                    "assign it to you.",
                    record=self.display_name,
                    user=other.name,
                )
            )

    def _check_holding(self, pool):
        held = self.search_count(self._get_held_domain(self.env.user))
        if held >= pool.hold_max:
            raise UserError(
                self.env._(
                    "You have %(count)s open records; %(pool)s allows %(limit)s. "
                    "Finish or give up some before you claim another one.",
                    count=held,
                    pool=pool.name,
                    limit=pool.hold_max,
                )
            )

    # -- by the manager ------------------------------------------------------------

    def _assign_from_pool(self, user, note=""):
        """Give these pooled records to ``user``: the pool's manager decides."""
        for record_sudo in self.sudo():
            pool = record_sudo._lock_in_pool().with_user(self.env.user)
            if not pool.sudo(False).is_pool_manager:
                raise AccessError(
                    self.env._(
                        "Only managers assign from the public pool %(pool)s. Claim "
                        "the record instead.",
                        pool=pool.sudo().name,
                    )
                )
            reason = record_sudo._with_ownership_reason("assigned", note)
            reason._leave_pool(user)
