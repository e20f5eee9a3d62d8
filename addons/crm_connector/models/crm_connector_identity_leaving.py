from collections import defaultdict

from odoo import fields, models

from ..tools.delivery import MessageRefused

SALES_MANAGER = "sales_team.group_sale_manager"


class CrmConnectorIdentity(models.Model):
    """A colleague gets another id, leaves or comes back: customers keep an owner."""

    _inherit = "crm.connector.identity"

    def _take_over_id(self, new, other):
        """Go by another id from now on.

        :param str new: the id in the chat tool
        :param other: who goes by it here already (a report was late), or nobody
        :raise MessageRefused: that is another user
        """
        self.ensure_one()
        if self.user_id and other.user_id and self.user_id != other.user_id:
            raise MessageRefused(
                self.env._(
                    "%(old)s is %(new)s now, but both are linked to users "
                    "(%(old_user)s and %(new_user)s). Unlink the wrong one.",
                    old=self.external_id,
                    new=new,
                    old_user=self.user_id.name,
                    new_user=other.user_id.name,
                )
            )
        user = self.user_id or other.user_id
        other.unlink()
        self._stay()
        self.write({"external_id": new, "user_id": user.id, "active": True})

    # -- leaving -----------------------------------------------------------------
    def _leave(self):
        """Deactivate these, and let a manager hand their customers over.

        The user and all that is his stay as they are until somebody hands it over.
        """
        self.write({"active": False, "left_at": fields.Datetime.now()})
        users = self.user_id.filtered("active") - self._still_here(self.user_id)
        if users:
            self._prepare_handovers(users)

    def _still_here(self, users):
        """Those whom another chat tool still names: they left only this one."""
        return self.search(
            [("user_id", "in", users.ids), ("connector_id.active", "=", True)]
        ).user_id

    def _prepare_handovers(self, users):
        """A handover of each of ``users``, prepared by whom it is a task for."""
        handovers_sudo = self.env["crm.customer.handover"].sudo()  # no role of ours
        drafts_sudo = handovers_sudo.search(
            [("user_id", "in", users.ids), ("state", "=", "draft")]
        )
        by_manager = defaultdict(users.browse)
        for user in users - drafts_sudo.user_id:
            by_manager[self._who_hands_over(user)] |= user
        for manager, people in by_manager.items():
            drafts_sudo |= (
                handovers_sudo.with_user(manager)
                .sudo()
                .create([self._prepare_handover_vals(user) for user in people])
            )
        by_user = {draft.user_id: draft for draft in drafts_sudo}
        for identity in self.filtered(lambda one: one.user_id in by_user):
            identity.handover_id = by_user[identity.user_id]
        self._tell_managers(drafts_sudo)

    def _prepare_handover_vals(self, user):
        company = self.connector_id.company_id & user.company_ids or user.company_id
        return {
            "user_id": user.id,
            "reason": "leave",
            "company_id": company[:1].id,
            "note": self.env._("The chat tool's directory names him no more."),
        }

    def _who_hands_over(self, user):
        """Who may hand over this person's customers, the nearest first."""
        handovers = self.env["crm.customer.handover"]
        # Whoever leads a team is asked of all users; their rights are checked below.
        managers_sudo = self.env.ref(SALES_MANAGER).sudo().all_user_ids
        managers_sudo = managers_sudo.filtered(
            lambda one: one.active and user.company_id in one.company_ids
        ).sorted("id")
        responsible = self.connector_id.directory_user_id[:1]
        nearest = [*user._approval_managers(), responsible, *managers_sudo]
        for one in nearest:
            draft = handovers.with_user(one).new({"user_id": user.id})
            if one.active and one != user and not draft._get_authority_problem():
                return one.sudo(False)
        return responsible or self.env.ref("base.user_admin", False) or self.env.user

    def _tell_managers(self, handovers_sudo):
        known_sudo = (
            self.env["mail.activity"]
            .sudo()
            .search(  # tasks of others
                [
                    ("res_model", "=", handovers_sudo._name),
                    ("res_id", "in", handovers_sudo.ids),
                ]
            )
        )
        untold_sudo = handovers_sudo.filtered(
            lambda one: one.id not in known_sudo.mapped("res_id")
        )
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(handover._name),
                    "res_id": handover.id,
                    "user_id": handover.create_uid.id,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": self.env._(
                        "%(user)s left: hand over the customers",
                        user=handover.user_id.name,
                    ),
                    "date_deadline": fields.Date.context_today(self),
                }
                for handover in untold_sudo
            ]
        )

    # -- coming back -------------------------------------------------------------
    def _stay(self):
        """These have not left after all: what was prepared and not done is dropped."""
        drafts_sudo = self.handover_id.sudo().filtered(  # a manager's own draft
            lambda handover: handover.state == "draft"
        )
        drafts_sudo.unlink()
        taken = self.search(
            [
                ("connector_id", "in", self.connector_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("id", "not in", self.ids),
            ]
        ).user_id
        self.filtered(lambda one: one.user_id and one.user_id in taken).user_id = False
        self.write({"active": True, "left_at": False})
