from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list


class CrmWorkbench(models.AbstractModel):
    """What a leader does about it: remind somebody, or give the work to another."""

    _inherit = "crm.workbench"

    @api.model
    def remind_member(self, user_id):
        """Tell a member what waits for him; return the sentence for the leader.

        Once an hour, whatever is pressed: being asked twice helps nobody.
        """
        member = self._get_member(user_id)
        # In his words, not in the leader's.
        told = self.with_context(lang=member.sudo().lang)
        sources = told._get_team_sources()
        counts = self._count_team(sources, member).get(member.id, {})
        name = member.sudo().name
        if not counts:
            return self.env._("Nothing waits for %(name)s any more.", name=name)
        if not self._use_reminder(member):
            return self.env._(
                "You have reminded %(name)s within this hour already.", name=name
            )
        told._emit_reminder(member, sources, counts)
        return self.env._("%(name)s is reminded.", name=name)

    def _use_reminder(self, member):
        # People have no rights on what counts them.
        usage_sudo = self.env["crm.rate.usage"].sudo()
        return usage_sudo._use(f"workbench.remind/{self.env.uid}/{member.id}", 1)

    def _emit_reminder(self, member, sources, counts):
        items = [
            self.env._("%(kind)s %(count)s", kind=source.title, count=count["open"])
            for source in sources
            if (count := counts.get(source.key))
        ]
        self.env["crm.business.event"]._emit(
            "workbench.reminded",
            member.sudo().partner_id,
            self.env._(
                "%(leader)s asks you to look at your workbench: %(items)s",
                leader=self.env.user.name,
                items=format_list(self.env, items),
            ),
            audience=member,
            key=f"workbench.reminded:{self.env.uid}:{member.id}"
            f":{fields.Datetime.now():%Y-%m-%dT%H}",
        )

    @api.model
    def reassign(self, kind, res_id, user_id, to_user_id):
        """Give one thing that waits for a member to somebody else.

        :param int user_id: the member who has it
        :param int to_user_id: another one of the teams, or the leader himself
        :return: dict with ``message``, ``is_gone`` (it is the member's no longer) and
            ``team``: what ``load_team()`` returns
        """
        source, domain, member = self._get_team_source(kind, user_id)
        is_own = to_user_id == self.env.uid
        receiver = self.env.user if is_own else self._get_member(to_user_id)
        if not source.reassign or receiver == member:
            raise UserError(
                self.env._(
                    "“%(kind)s” of %(name)s cannot be given to %(receiver)s here: open "
                    "the record instead.",
                    kind=source.title,
                    name=member.sudo().name,
                    receiver=receiver.sudo().name,
                )
            )
        domain &= Domain("id", "=", res_id)
        record = source.records.search(domain, limit=1)
        if not record:
            message = self.env._("This has been dealt with already.")
            return {"message": message, "is_gone": True, "team": self.load_team()}
        # He may lose the right to read it by giving it away.
        message = self.env._(
            "“%(name)s” is now for %(receiver)s.",
            name=record.display_name,
            receiver=receiver.sudo().name,
        )
        source.reassign(record, receiver)
        return {"message": message, "is_gone": False, "team": self.load_team()}

    def _reassign_record(self, record, user):
        """Give a lead or a customer to ``user``, with its owner's open tasks on it."""
        tasks = record.activity_ids.filtered(
            lambda task: task.user_id == record.user_id
        )
        # One message is enough: that of the record.
        tasks.with_context(mail_activity_quick_update=True).write({"user_id": user.id})
        record.write({"user_id": user.id})

    def _reassign_activity(self, activity, user):
        """Give a task to ``user`` with its lead or customer, else closed to him."""
        document = self.env[activity.res_model].browse(activity.res_id)
        if (
            activity.res_model in ("crm.lead", "res.partner")
            and document.user_id == activity.user_id
        ):
            self._reassign_record(document, user)
        else:
            activity.user_id = user
