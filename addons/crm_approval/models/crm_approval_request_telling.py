from odoo import api, fields, models

from ..tools import progress

BATCH = 100


class CrmApprovalRequest(models.Model):
    """Who has a task on a request, and who is told of what.

    Tasks move within the decision itself. Messages leave right after it, by the job:
    so nobody waits for a mail server, and who decides at once is told nothing.
    """

    _inherit = "crm.approval.request"

    is_untold = fields.Boolean(readonly=True, index="btree_not_null")
    told_user_ids = fields.Json(
        readonly=True, help="Ids of the users told that the open step waits for them."
    )

    # -- tasks ----------------------------------------------------------------------

    def _sync_activities(self):
        """Let exactly those who can act now have a task on these requests.

        That is whoever is awaited, or who stands in for them while they are away;
        delegates and those a late step was escalated to; and who has a question to
        answer.
        """
        requests = self.filtered(lambda request: request.state == progress.PENDING)
        delegations = self.env["crm.approval.delegation"]._standing_for(
            requests.awaited_ids
        )
        tasks = requests._tasks()
        by_request = tasks.grouped("res_id")
        for request in requests:
            users = request._people_to_act(delegations)
            own_tasks = by_request.get(request.id, tasks.browse())
            gone = own_tasks.user_id - users
            newcomers = users - own_tasks.user_id
            request._move_tasks(
                own_tasks.browse(
                    [task.id for task in own_tasks if task.user_id in gone]
                ),
                newcomers,
            )
            if newcomers:
                request._tell_later()

    def _tasks(self):
        """Return the open tasks of these requests, to be moved without a message."""
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, crm_approval_subscribe_later=True
        )
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        columns = [
            name
            for name, field in Activity._fields.items()
            if field.store and field.column_type
        ]
        return Activity.search_fetch(domain, columns)

    def _move_tasks(self, leaving, newcomers):
        """Give the tasks of those who leave to those who come, as far as they go."""
        deadline = (self.due_at or fields.Datetime.now()).date()
        for task, user in zip(leaving, newcomers, strict=False):
            task.write({"user_id": user.id, "date_deadline": deadline})
        leaving[len(newcomers) :]._retire()
        kind_id = self._data_id("mail_activity_type_approval")
        model_id = self.env["ir.model"]._get_id(self._name)
        leaving.create(
            [
                {
                    "activity_type_id": kind_id,
                    "automated": True,
                    # Said, so that no query has to compute them.
                    "res_model_id": model_id,
                    "res_model": self._name,
                    "res_name": self.name,
                    "res_id": self.id,
                    "summary": self.name,
                    "user_id": user.id,
                    "date_deadline": deadline,
                }
                for user in newcomers[len(leaving) :]
            ]
        )

    def _data_id(self, name):
        """Return the id of a record of this addon's data, without a query."""
        return self.env["ir.model.data"]._xmlid_to_res_id(f"crm_approval.{name}")

    def _people_to_act(self, delegations):
        delegates = delegations.filtered(
            lambda row: row.from_user_id in self.awaited_ids
        )._covers(self)
        others = delegates.to_user_id
        if self.is_escalated:
            others |= self.deputy_ids
        users = self.env["res.users"]
        for awaited in self.awaited_ids:
            substitute = awaited.approval_substitute_id
            if substitute.active and awaited.is_out_of_office:
                others |= substitute
            else:
                users |= awaited
        if others:
            others -= self.own_user_ids
        if self.has_questions:
            users |= self.consulted_ids.filtered(self._open_questions)
        return users | others

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("crm_approval_subscribe_later"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    # -- messages -------------------------------------------------------------------

    def _tell_later(self):
        """Let the job tell whom this concerns, as soon as this is committed.

        The job is woken in a transaction of its own; were that lost, it still comes
        round by itself and finds the flag.
        """
        self.is_untold = True
        registry, job_id = self.env.registry, self._data_id("ir_cron_chase_approvals")

        def wake():
            with registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {})
                env["ir.cron"].browse(job_id)._trigger()

        self.env.cr.postcommit.add(wake)

    @api.model
    def _cron_tell(self):
        """Tell who has not been told yet; False when the job has to stop."""
        self.env["mail.activity"]._gc_retired_approvals()
        todo = self.search([("is_untold", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(todo))
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH].try_lock_for_update()
            for request in batch.filtered("is_untold"):
                # In the requester's name: it is he who asks.
                request.with_user(request.requester_id).sudo()._tell_now()
            if not self.env["ir.cron"]._commit_progress(BATCH):
                return False
        return True

    def _tell_now(self):
        self.is_untold = False
        if self.state == "returned":
            self._tell_returned()
        elif self.state == progress.PENDING:
            told = self.env["res.users"].browse(self.told_user_ids or [])
            newcomers = self.activity_ids.user_id - told - self.consulted_ids
            self.told_user_ids = (told | newcomers).ids
            self.message_subscribe(newcomers.partner_id.ids)
            if newcomers:
                self._announce(newcomers)

    def _for_readers(self, users):
        """This request, its sentences in the language and time of those told.

        A job has neither of its own: it would tell in English and by Greenwich.
        """
        first = users[:1]
        return self.with_context(
            lang=first.lang or self.env.lang,
            tz=first.tz or self.env.context.get("tz"),
        )

    def _tell_returned(self):
        row = self.decision_ids[-1:]
        self.with_user(row.user_id).sudo()._tell(
            row,
            self.requester_id,
            self._for_readers(self.requester_id).env._(
                "“%(document)s” comes back to be mended: %(reason)s",
                document=self.name,
                reason=row.comment,
            ),
        )

    def _announce(self, users):
        """Hook: tell ``users`` that this request waits for their approval now."""
        told = self._for_readers(users)
        self._tell(
            self.decision_ids.browse(),
            users,
            told.env._(
                "%(kind)s “%(document)s” waits for your approval",
                kind=told.document_kind,
                document=self.name,
            ),
        )

    def _tell(self, row, users, sentence):
        """Hook: tell ``users`` what ``row`` of the ledger says.

        Another addon tells it where people read (chat tools) and leaves the rest to
        this one.
        """
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.name,
            body=sentence,
            author_id=self.env.user.partner_id.id,
        )
