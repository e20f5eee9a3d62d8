from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from odoo.addons.crm_connector.clients.errors import ClientExists, ClientMissing

from ..tools import todo


class CrmDingtalkItem(models.Model):
    """An activity as a todo, and back: done there is done here."""

    _inherit = "crm.dingtalk.item"

    def _wanted_todo(self):
        """What should be true in DingTalk."""
        activity = self._record()
        if not activity or activity.user_id != self.user_id:
            return "removed"
        return "shown" if activity.active else "done"

    def _todo_values(self):
        """What the todo says, in its owner's language."""
        activity = self._record().with_context(lang=self.user_id.lang)
        name = activity.summary or activity.activity_type_id.name
        url = self.get_base_url()
        if activity.res_model and activity.res_id:
            url += f"/mail/view?model={activity.res_model}&res_id={activity.res_id}"
        return {
            "subject": " · ".join(filter(None, [name, activity.res_name])),
            "description": html2plaintext(activity.note or "").strip(),
            "due": todo.due_milliseconds(activity.date_deadline, self.user_id.tz or ""),
            "url": url,
        }

    def _push_todo(self, work, wanted):
        """Make ``wanted`` true in DingTalk.

        :raise ClientError: it could not be done
        """
        unionid = self._known_unionid()
        if wanted == "shown":
            return self._show_todo(work, unionid)
        task_id = self.external_id
        if not task_id:  # a job was killed after it had made the todo
            found = work.todo_of_source(unionid, self.source_key)
            task_id = found and str(found["id"])
        if task_id and wanted == "removed":
            work.delete_todo(unionid, task_id)
        elif task_id:
            try:
                work.update_todo(unionid, task_id, {"done": True})
            except ClientMissing:
                return {"state": "gone"}
        if wanted == "removed":
            # An activity that comes back to him is another todo.
            return {"state": "removed", "external_id": False, "digest": False}
        return {"state": "done", "external_id": task_id}

    def _show_todo(self, work, unionid):
        values = self._todo_values()
        told = todo.digest(values)
        task_id = self.external_id
        if self.state == "shown" and told == self.digest:
            return {}
        try:
            if not task_id:
                task_id = self._create_todo(work, unionid, values)
            else:
                # An activity that was done and is not any more is one again.
                body = {**todo.changes(values), "done": False}
                work.update_todo(unionid, task_id, body)
        except ClientMissing:
            return {"state": "gone"}
        return {"state": "shown", "external_id": task_id, "digest": told}

    def _create_todo(self, work, unionid, values):
        try:
            body = todo.todo_body(values, unionid, self.source_key)
            return work.create_todo(unionid, body)
        except ClientExists:
            # A job made it and was killed before it could say so.
            found = work.todo_of_source(unionid, self.source_key)
        if not found:
            raise ClientMissing("task exist", "todo")
        work.update_todo(unionid, str(found["id"]), todo.changes(values))
        return str(found["id"])

    # -- from DingTalk -----------------------------------------------------------
    def _enqueue_pull(self):
        """Hand these todos to jobs that look whether they are done."""
        self._enqueue(job="_pull")

    def _pull(self):
        """Look whether these todos are done there. Runs as a job."""
        items = self.try_lock_for_update().filtered(lambda item: item.state == "shown")
        connector = items.connector_id
        if items and connector._is_usable() and not connector._pause_seconds():
            items._each(lambda item, work: item._pull_one(work))

    def _pull_one(self, work):
        found = work.todo_of_source(self._known_unionid(), self.source_key)
        values = {"checked_at": fields.Datetime.now()}
        if found is None:
            return values | {"state": "gone"}
        if not todo.is_done(found):
            return values
        return values | self._complete()

    def _complete(self):
        """Mark the activity as done, as the colleague himself may; answer values."""
        activity = self._record()
        if not (activity.active and activity.user_id == self.user_id):
            return {"state": "done"}
        if not self.user_id.active:
            return {"state": "failed", "error": self.env._("The user is archived.")}
        # Before the activity, so that its being done is no news for DingTalk.
        self.state = "done"
        own = activity.with_user(self.user_id).with_context(lang=self.user_id.lang)
        try:
            with self.env.cr.savepoint():
                own.action_feedback(feedback=own.env._("Done in DingTalk"))
        except (AccessError, UserError) as error:
            return {"state": "failed", "error": str(error)}
        return {"state": "done"}
