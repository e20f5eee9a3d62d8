from odoo import api, fields, models

from odoo.addons.crm_connector.clients.errors import ClientError

from ..tools import contact_list

PAGES_A_JOB = 40  # of a hundred customers each: a killed job repeats few of them
CHECKS_A_JOB = 20


class CrmWecomSync(models.Model):
    """One run through all customers of a WeCom company, page by page.

    Every job reads some pages, compares them with what is known in a few statements,
    and keeps the cursor in the same transaction: a killed job goes on where it was.
    Afterwards each colleague's list is asked for whom he has no longer.
    """

    _name = "crm.wecom.sync"
    _inherit = "crm.connector.work.mixin"
    _description = "WeCom Customer Synchronisation"
    _order = "id desc"
    _rec_name = "started_at"
    _work_job = "_run"
    _work_open = ("running",)

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        string="Status",
        default="running",
        required=True,
        readonly=True,
    )
    stage = fields.Selection(
        [("plan", "Colleagues"), ("read", "Customers"), ("check", "Who Is Gone")],
        default="plan",
        required=True,
        readonly=True,
    )
    batches = fields.Json(readonly=True)
    cursor = fields.Char(readonly=True)
    userids = fields.Json(readonly=True)
    checked = fields.Integer(readonly=True)
    colleague_count = fields.Integer(string="Colleagues", readonly=True)
    seen_count = fields.Integer(string="Read", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    ended_count = fields.Integer(string="No Longer in Touch", readonly=True)
    started_at = fields.Datetime(
        string="Started", default=fields.Datetime.now, required=True, readonly=True
    )
    finished_at = fields.Datetime(string="Finished", readonly=True)

    _running_unique = models.UniqueIndex(
        "(connector_id) WHERE state = 'running'",
        "The customers of this connector are being synchronised already.",
    )

    @api.model
    def _start(self, connector):
        """Begin a run; one that is running goes on instead.

        :return: the run
        """
        running = self.search(
            [("connector_id", "=", connector.id), ("state", "=", "running")], limit=1
        )
        if not running:
            running = self.create({"connector_id": connector.id})
        running._enqueue()
        return running

    def _job_options(self):
        return {"description": self.env._("Synchronise the customers of WeCom")}

    def _run(self):
        """Do the next part of this run. Runs as a job; the last one finishes it."""
        self._perform()

    def _waits_for_connector(self):
        if self.connector_id._is_usable():
            return False
        self._fail(self.env._("The connector is not connected."))
        return True

    def _do_work(self):
        is_over = self._do_part(self.connector_id._wecom_client())
        self.write({"tries": 0, "error": False, "next_try_at": False})
        if is_over:
            self._finish()
        else:
            self._enqueue()

    def _do_part(self, client):
        """Read some pages, or check some colleagues; return whether all is done."""
        if self.stage == "plan":
            self._plan(client.follow_users())
        if self.stage == "read":
            self._read_pages(client)
            return False
        pending = (self.userids or [])[self.checked : self.checked + CHECKS_A_JOB]
        for userid in pending:
            self._end_missing(userid, self._listed(client, userid))
            self.checked += 1
        return self.checked >= len(self.userids or [])

    def _plan(self, userids):
        self.write(
            {
                "stage": "read",
                "batches": contact_list.batches(userids),
                "userids": sorted(set(userids)),
                "colleague_count": len(set(userids)),
            }
        )

    def _read_pages(self, client):
        """Read up to so many pages; what was read counts, whatever comes after."""
        rows, batches, cursor = [], list(self.batches or []), self.cursor or ""
        try:
            for _page in range(PAGES_A_JOB):
                if not batches:
                    break
                try:
                    page = client.customers_page(batches[0], cursor)
                except ClientError as error:
                    batches, cursor = self._after_refusal(batches, cursor, error)
                    continue
                rows += contact_list.page_rows(page.rows)
                if not page.cursor or page.cursor == cursor:
                    batches, cursor = batches[1:], ""
                else:
                    cursor = page.cursor
        finally:
            new, changed = self._take_over(rows)
            self.write(
                {
                    "stage": "read" if batches else "check",
                    "batches": batches,
                    "cursor": cursor,
                    "seen_count": self.seen_count + len(rows),
                    "new_count": self.new_count + new,
                    "changed_count": self.changed_count + changed,
                }
            )

    def _after_refusal(self, batches, cursor, error):
        """Where to go on when WeCom refuses a page; raise what only waiting helps.

        :return: the batches left and the cursor
        """
        if error.kind == "recipient" and not cursor:
            # One of them has no customer, or left since the list was made.
            return [*contact_list.split(batches[0]), *batches[1:]], ""
        if error.kind == "message" and cursor:
            return batches, ""  # the cursor has expired: this batch anew
        raise error

    def _listed(self, client, userid):
        """The ids of the customers of a colleague; None when he cannot be asked."""
        try:
            return client.customer_ids(userid)
        except ClientError as error:
            if error.code == "84061":
                return []
            if error.kind == "recipient":
                return None
            raise

    def _finish(self):
        self.write({"state": "done", "finished_at": fields.Datetime.now()})
        self.connector_id._wecom_after_sync(self)

    @api.model
    def _cron_sync(self):
        """Compare all customers once a night, and go on with what lost its job."""
        connectors = self.env["crm.connector"].search(
            [
                ("kind", "=", "wecom"),
                ("state", "=", "connected"),
                ("wecom_is_customer_sync", "=", True),
            ]
        )
        for connector in connectors:
            self._start(connector)

    @api.model
    def _stale_domain(self, before):
        return [
            ("state", "=", "running"),
            ("write_date", "<", before),
            *self._untried_domain(before),
        ]
