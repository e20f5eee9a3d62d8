import math
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import identity_exact

from ..tools.delivery import DeliveryError

LOCKED_SECONDS = 2  # until somebody else has let go of a row


class CrmConnectorWorkMixin(models.AbstractModel):
    """What a job does at a chat tool: once, again later, or left to a person.

    A model that has this names its job in ``_work_job`` (a method that calls
    ``_perform()``), the states in which something is to be done in ``_work_open``, the
    one of what was given up in ``_work_failed``, and does it in ``_do_work()``. It has
    a ``state`` and a ``connector_id``.

    Rows are made in the transaction of the business event, jobs start after its commit.
    A job locks its rows: what another one holds or has dealt with is left alone, so
    repeated jobs do no harm. How a call failed says what happens next: its error's
    class has the seconds to wait, and when there are no more of them a person looks.
    """

    _name = "crm.connector.work.mixin"
    _description = "Work at a Chat Tool"

    _work_job = ""
    _work_open = ("queued",)
    _work_failed = "failed"
    _work_reason = "error"  # the field that people read
    _work_stale_minutes = 30  # without a try, then it has lost its job
    _work_sweep = 2000  # rows in one sweep; the next one takes the others

    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(string="Next Try", readonly=True)
    error = fields.Char(string="Reason", readonly=True)

    @api.model
    def _create_once(self, vals_list):
        """Create rows of which each may wait once only.

        :raise ConcurrencyError: somebody makes the same at this moment; the request is
            run again, and finds it
        :raise RetryableJobError: the same, in a job
        """
        try:
            with self.env.cr.savepoint():
                records = self.create(vals_list)
                records.flush_recordset()
        except UniqueViolation as error:
            if error.diag.table_name != self._table:
                raise  # something else that was still to be written
            if self.env.context.get("job_uuid"):  # Odoo runs requests again, not jobs
                raise RetryableJobError(
                    str(error), seconds=LOCKED_SECONDS, ignore_retry=True
                ) from error
            raise ConcurrencyError(str(error)) from error
        return records

    # -- handing work to jobs --------------------------------------------------
    def _enqueue(self, wait_seconds=None, job=None, is_anew=False):
        """Hand these to jobs, which start after the commit.

        :param wait_seconds: and not before so many seconds
        :param str job: another method than the usual one
        :param bool is_anew: also where a job waits already. It may run before this
            commit, find what was true until then, and leave these to nobody.
        """
        identity_key = None if is_anew else identity_exact
        for batch in self._work_batches():
            delayed = batch.with_user(SUPERUSER_ID).with_delay(
                eta=wait_seconds, identity_key=identity_key, **batch._job_options()
            )
            getattr(delayed, job or self._work_job)()

    def _work_batches(self):
        """These, as recordsets that share a job; of one connector each."""
        return list(self)

    def _job_options(self):
        """The job's ``description``, and where needed its priority and channel."""
        return {}

    def _postpone(self, wait_seconds):
        """Come back to these in so many seconds."""
        wait_seconds = math.ceil(wait_seconds)
        self.next_try_at = fields.Datetime.add(
            fields.Datetime.now(), seconds=wait_seconds
        )
        self._enqueue(wait_seconds)

    def _restart(self):
        """Begin anew with what was given up."""
        self.write(
            {
                "state": self._work_open[0],
                "tries": 0,
                self._work_reason: False,
                "next_try_at": False,
            }
        )
        self._enqueue()

    # -- in the job ------------------------------------------------------------
    def _perform(self):
        """Do what is to be done of these now, and keep how it ended."""
        work = self._claim()
        if not work:
            return
        try:
            with work.connector_id._calling():
                work._do_work()
        except LockError as error:  # somebody is at a row that this needs
            raise RetryableJobError(
                str(error), seconds=LOCKED_SECONDS, ignore_retry=True
            ) from error
        except UserError as error:  # a setting is missing or not allowed
            work._fail(str(error))
        except DeliveryError as error:
            work._register_failure(error)

    def _claim(self):
        """Lock and return those of these that are to be done now; others wait."""
        work = self.try_lock_for_update().filtered(lambda one: one._is_to_do())
        if not work or work._waits_for_connector():
            return self.browse()
        if pause := work._pause_seconds():
            work._postpone(pause)
            return self.browse()
        return work

    def _is_to_do(self):
        """Whether there is something to do about this one."""
        return self.state in self._work_open

    def _pause_seconds(self):
        """Seconds that these wait because the chat tool's call limit is used up."""
        return self.connector_id._pause_seconds()

    def _waits_for_connector(self):
        """Whether these wait until the connection is tested again."""
        return not self.connector_id._is_usable()

    def _do_work(self):
        """Do it, and write that it is done.

        :raise ClientError: the chat tool did not do its part
        :raise UserError: it cannot be done; the text is kept for a person
        """
        raise NotImplementedError

    # -- how it ended ----------------------------------------------------------
    def _register_failure(self, error):
        """Wait and try again, or give up, as the class of the error says."""
        tries = max(self.mapped("tries"))
        wait_seconds = error.wait_seconds(tries)
        self.write({"tries": tries + 1, self._work_reason: error.detail})
        self._register_at_connector(error, wait_seconds)
        if wait_seconds is None:
            self._give_up(error)
        else:
            self._postpone(wait_seconds)

    def _register_at_connector(self, error, wait_seconds):
        """Let the others rest as well, where their calls would fail, too."""
        if error.is_pause:  # what one interface refuses stops no messages
            self.connector_id._register_failure(error, wait_seconds)

    def _give_up(self, error):
        """No more tries after ``error``."""
        self._fail(error.detail)

    def _fail(self, reason):
        """Leave these to a person."""
        self.write(
            {
                "state": self._work_failed,
                self._work_reason: reason,
                "next_try_at": False,
            }
        )

    def _on_job_failed(self, **failure):
        """The job broke for a reason of our own: let an administrator see it."""
        reason = failure.get("exc_message") or failure.get("exc_name") or ""
        self.filtered(lambda one: one._is_to_do())._fail(
            self.env._("The job failed: %(reason)s", reason=reason)
        )

    # -- jobs that were lost -----------------------------------------------------
    @api.model
    def _cron_requeue_stale(self):
        """Give a job again to what lost its own; twice does no harm."""
        now = fields.Datetime.now()
        before = now - timedelta(minutes=self._work_stale_minutes)
        stale = self.search(
            self._stale_domain(before), order="id", limit=self._work_sweep
        )
        stale._enqueue()
        stale.next_try_at = now

    @api.model
    def _stale_domain(self, before):
        """What has waited since ``before`` without a try, and could be done."""
        return [
            ("state", "in", list(self._work_open)),
            ("connector_id.state", "=", "connected"),
            ("connector_id.active", "=", True),
            ("write_date", "<", before),
            *self._untried_domain(before),
        ]

    @api.model
    def _untried_domain(self, before):
        return ["|", ("next_try_at", "=", False), ("next_try_at", "<", before)]
