from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.crm_connector.clients.errors import ClientError
from odoo.addons.queue_job.job import identity_exact

from ..tools import transfer as rules

OPEN = ("queued", "started")


class CrmWecomTransfer(models.Model):
    """A customer who goes from a colleague to his successor in WeCom, too.

    WeCom asks the customer and takes a day; he may refuse. What it answers is kept
    here, each customer for himself.
    """

    _name = "crm.wecom.transfer"
    _inherit = "crm.connector.work.mixin"
    _description = "WeCom Customer Transfer"
    _order = "id desc"
    _rec_name = "contact_id"
    _work_job = "_begin"

    contact_id = fields.Many2one(
        "crm.wecom.contact",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    connector_id = fields.Many2one(
        related="contact_id.connector_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="contact_id.company_id", store=True, index=True
    )
    handover_id = fields.Many2one(
        "crm.customer.handover",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    from_userid = fields.Char(string="From ID", required=True, readonly=True)
    to_userid = fields.Char(string="To ID", readonly=True)
    from_user_id = fields.Many2one(
        "res.users", string="From", readonly=True, ondelete="restrict", index=True
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    is_resigned = fields.Boolean(string="Has Left WeCom", readonly=True)
    state = fields.Selection(
        [
            ("queued", "To Start"),
            ("started", "Customer Is Asked"),
            ("done", "Done"),
            ("refused", "Customer Refused"),
            ("limit", "Too Often"),
            ("failed", "Not Possible"),
        ],
        string="Status",
        default="queued",
        required=True,
        readonly=True,
        index=True,
    )
    started_at = fields.Datetime(string="Started", readonly=True)
    settled_at = fields.Datetime(string="Settled", readonly=True)

    _open_unique = models.UniqueIndex(
        "(contact_id, from_userid) WHERE state IN ('queued', 'started')",
        "This customer is being transferred already.",
    )

    @api.model
    def _queue(self, follows, user, handover=None):
        """Let the customers of these rows go to ``user``; jobs tell WeCom.

        :return: the rows that are new
        """
        waiting = self.search(
            [("contact_id", "in", follows.contact_id.ids), ("state", "in", OPEN)]
        )
        busy = {(one.contact_id, one.from_userid) for one in waiting}
        identities = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "in", follows.contact_id.connector_id.ids),
                ("user_id", "=", user.id),
            ]
        )
        userids = {one.connector_id: one.external_id for one in identities}
        transfers = self._create_once(
            [
                {
                    "contact_id": one.contact_id.id,
                    "handover_id": handover and handover.id,
                    "from_userid": one.userid,
                    "from_user_id": one.user_id.id,
                    "to_user_id": user.id,
                    "to_userid": userids.get(one.contact_id.connector_id),
                    "is_resigned": bool(one.user_id) and not one.user_id.active,
                }
                for one in follows
                if (one.contact_id, one.userid) not in busy
            ]
        )
        transfers._refuse_at_once()
        transfers.filtered(lambda one: one.state == "queued")._enqueue()
        return transfers

    def _refuse_at_once(self):
        """What WeCom would refuse anyway is said without asking it."""
        without = self.filtered(lambda one: not one.to_userid)
        without._settle(
            "failed",
            self.env._("The successor has no ID in WeCom: enter it on the connector."),
        )
        since = fields.Datetime.now() - timedelta(days=rules.PERIOD_DAYS)
        groups = self._read_group(
            [
                ("contact_id", "in", self.contact_id.ids),
                ("started_at", ">", since),
                ("state", "in", ("started", "done", "refused")),
            ],
            ["contact_id"],
            ["__count"],
        )
        often = {one.id for one, count in groups if count >= rules.TIMES}
        (self - without).filtered(lambda one: one.contact_id.id in often)._settle(
            "limit",
            self.env._("WeCom moves a customer twice in 90 days at most."),
        )

    # -- asking WeCom --------------------------------------------------------------
    def _work_batches(self):
        batches = defaultdict(self.browse)
        for one in self:
            batches[one._pair()] |= one
        return [
            batch[start : start + rules.BATCH]
            for batch in batches.values()
            for start in range(0, len(batch), rules.BATCH)
        ]

    def _pair(self):
        """Whose customers become whose: WeCom is asked of each pair by itself."""
        return self.connector_id, self.from_userid, self.to_userid, self.is_resigned

    def _job_options(self):
        return {"description": self.env._("Transfer customers in WeCom")}

    def _begin(self):
        """Ask WeCom to move these (one pair of colleagues). Runs as a job."""
        self._perform()

    def _do_work(self):
        answer = self._ask(self.connector_id._wecom_client())
        by_state = defaultdict(self.browse)
        for one in self:
            by_state[answer.get(one.contact_id.external_id, -1)] |= one
        begun = by_state.pop(0, self.browse())
        begun.write(
            {
                "state": "started",
                "started_at": fields.Datetime.now(),
                "error": False,
                "next_try_at": False,
            }
        )
        for errcode, refused in by_state.items():
            refused._settle(rules.state_of(errcode), self._explain(errcode))

    def _ask(self, client):
        """WeCom's answer; who has left meanwhile is asked for in the other way."""
        first = self[0]
        ids = self.contact_id.mapped("external_id")
        arguments = (first.from_userid, first.to_userid, ids, "")
        try:
            return client.transfer(*arguments, first.is_resigned)
        except ClientError as error:
            if error.kind != "recipient" or first.is_resigned:
                raise
        answer = client.transfer(*arguments, True)
        self.is_resigned = True
        return answer

    def _explain(self, errcode):
        known = {
            40097: self.env._("WeCom is moving this customer already."),
            40098: self.env._("WeCom moves a customer twice in 90 days at most."),
            84061: self.env._("The customer is no longer among the colleague's."),
        }
        return known.get(errcode) or self.env._(
            "WeCom answered %(code)s.", code=errcode
        )

    def _fail(self, reason):
        self._settle("failed", reason)

    # -- what became of it ---------------------------------------------------------
    def _settle(self, state, reason=False):
        """Write the end of these, and tell who waits for the customers."""
        open_ones = self.filtered(lambda one: one.state in OPEN)
        open_ones.write(
            {
                "state": state,
                "error": reason,
                "settled_at": fields.Datetime.now(),
                "next_try_at": False,
            }
        )
        if state != "done":
            open_ones._tell()

    def _tell(self):
        """Tell successors and their team leaders, one message a successor."""
        for user, mine in self.grouped("to_user_id").items():
            told = self.with_context(lang=user.lang or self.env.lang)
            names = ", ".join(mine.contact_id[:5].mapped("name"))
            self.env["crm.business.event"]._emit(
                "wecom.transfer_refused",
                mine[0],
                told.env._(
                    "%(count)s customers of %(old)s do not become %(new)s's in WeCom: "
                    "%(names)s (%(reason)s)",
                    count=len(mine),
                    old=mine[0].from_user_id.name or mine[0].from_userid,
                    new=user.name,
                    names=names,
                    reason=mine[0].error or mine[0].state,
                ),
                partner=mine.contact_id.partner_id if len(mine) == 1 else None,
                audience=user | user.sale_team_id.user_id,
                key=f"wecom.transfer_refused:{min(mine.ids)}:{max(mine.ids)}",
            )

    @api.model
    def _cron_check(self):
        """Ask WeCom what became of those that it began, by jobs, a pair each."""
        usable = [
            ("connector_id.state", "=", "connected"),
            ("connector_id.active", "=", True),
        ]
        started = self.search([("state", "=", "started"), *usable])
        pairs = defaultdict(self.browse)
        for one in started:
            pairs[one._pair()] |= one
        for pair in pairs.values():
            pair[0].with_delay(
                identity_key=identity_exact,
                description=self.env._("Ask WeCom for transferred customers"),
            )._read_result()
        self._cron_requeue_stale()

    def _read_result(self, cursor=""):
        """Write the results of this pair of colleagues, a page a job."""
        if not self.connector_id._is_usable():
            return  # asked for again once the connection works
        with self.connector_id._calling_in_job():
            page = self.connector_id._wecom_client().transfer_result(
                self.from_userid, self.to_userid, cursor, self.is_resigned
            )
        found = rules.results(page.rows)
        mine = self.search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("from_userid", "=", self.from_userid),
                ("to_userid", "=", self.to_userid),
                ("state", "=", "started"),
                ("contact_id.external_id", "in", list(found)),
            ]
        )
        for state, ones in mine.grouped(
            lambda one: found[one.contact_id.external_id]
        ).items():
            ones._settle(state, self._reason_of(state))
        if page.cursor and page.cursor != cursor:
            self.with_delay(identity_key=identity_exact)._read_result(page.cursor)

    def _reason_of(self, state):
        if state == "refused":
            return self.env._("The customer refused the new colleague.")
        if state == "limit":
            return self.env._(
                "The successor has as many customers in WeCom as he may have."
            )
        return False
