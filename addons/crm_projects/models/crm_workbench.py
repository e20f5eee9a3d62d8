from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

FIELDS = ("name", "project_id", "partner_id", "deadline", "state", "client_version_id")
#: Deliverables due within so many days are shown.
DUE_DAYS = 7


class CrmWorkbench(models.AbstractModel):
    """Deliverables: what a designer owes, and what waits for the client's signature."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        shared = {
            "records": self.env["project.deliverable"],
            "fields": FIELDS,
            "action": "crm_projects.project_deliverable_action",
        }
        unsigned = self._source(
            key="signature",
            title=self.env._("Waiting for the Client's Signature"),
            icon="fa-pencil",
            rank=35,
            domain=self._get_unsigned_domain,
            late=self._get_unsigned_domain,
            order="client_version_id, id",
            cards=self._get_unsigned_cards,
            acts={"remind": self._remind_client},
            **shared,
        )
        due = self._source(
            key="deliverable",
            title=self.env._("Deliverables Due"),
            icon="fa-cube",
            rank=38,
            domain=self._get_due_domain,
            late=lambda: Domain("deadline", "<", self.env.company._get_work_day()),
            order="deadline, id",
            cards=self._get_due_cards,
            acts={
                "upload": lambda deliverable, values: deliverable.action_open_upload(),
                "release": self._release,
                "review": self._send_to_review,
                "hours": lambda deliverable, values: self._open_my_hours(),
            },
            groups="project.group_project_user",
            **shared,
        )
        return [*super()._workbench_sources(), unsigned, due]

    # -- waiting for the client ------------------------------------------------------

    def _get_unsigned_domain(self):
        waiting = self.env.company.waiting_days
        since = fields.Datetime.now() - timedelta(days=waiting)
        silent = Domain("client_reminded_at", "<", since)
        silent |= Domain("client_reminded_at", "=", False) & Domain(
            "client_version_id.released_at", "<", since
        )
        own = Domain("user_id", "=", self.env.uid)
        # Who is responsible counts, whether or not he reads project and contract.
        mine = (
            own | Domain("project_id", "any!", own) | Domain("contract_id", "any!", own)
        )
        return Domain("state", "=", "released") & mine & silent

    def _get_unsigned_cards(self, deliverables):
        # Who reads a deliverable reads since when it is out, and whom to call.
        deliverables_sudo = deliverables.sudo()
        return [
            self._card(
                deliverable,
                title=f"{deliverable.name} V{deliverable.client_version_id.number}",
                subtitle=self._get_project_line(deliverable),
                phone=self._get_phone(deliverable.partner_id),
                level="late",
                when=self._say_wait(deliverable.client_version_id.released_at),
                due=fields.Datetime.to_string(
                    deliverable.client_version_id.released_at
                ),
                acts=[
                    self._act(
                        "remind",
                        self.env._("Remind the Client"),
                        icon="fa-bell",
                        is_main=True,
                    )
                ],
            )
            for deliverable in deliverables_sudo
        ]

    def _remind_client(self, deliverable, values):
        deliverable._remind_client()
        return self.env._(
            "%(client)s is asked again to sign %(deliverable)s.",
            client=deliverable.sudo().partner_id.name,
            deliverable=deliverable.name,
        )

    def _get_project_line(self, deliverable):
        names = [deliverable.project_id.name, deliverable.partner_id.name]
        return " · ".join(filter(None, names))

    # -- due -------------------------------------------------------------------------

    def _get_due_domain(self):
        until = self.env.company._get_work_day() + timedelta(days=DUE_DAYS)
        return (
            Domain("user_id", "=", self.env.uid)
            & Domain("state", "in", ("planned", "in_review"))
            & Domain("deadline", "<=", until)
            & Domain("is_template", "=", False)
        )

    def _get_due_cards(self, deliverables):
        return [
            self._card(
                deliverable,
                title=deliverable.name,
                # Designers read the customer's name on the project.
                subtitle=self._get_project_line(deliverable.sudo()),
                acts=[*self._get_due_acts(deliverable), *self._get_hours_acts()],
                **self._say_day(deliverable.deadline),
            )
            for deliverable in deliverables
        ]

    def _get_due_acts(self, deliverable):
        if deliverable.can_request_review:
            return [
                self._act(
                    "review",
                    self.env._("Send to Review"),
                    icon="fa-check-square-o",
                    is_main=True,
                ),
                self._act("upload", self.env._("Upload"), icon="fa-upload"),
            ]
        is_reviewed = (
            deliverable.state == "in_review" and deliverable.review_state != "pending"
        )
        acts = [
            self._act(
                "upload",
                self.env._("Upload"),
                icon="fa-upload",
                is_main=not is_reviewed,
            )
        ]
        if is_reviewed:
            release = self.env._("Release to the Client")
            acts.insert(
                0, self._act("release", release, icon="fa-paper-plane", is_main=True)
            )
        return acts

    def _get_hours_acts(self):
        if not self.env.user.has_group("hr_timesheet.group_hr_timesheet_user"):
            return []
        return [self._act("hours", self.env._("My Hours"), icon="fa-hourglass-half")]

    def _open_my_hours(self):
        return self.env["ir.actions.client"]._for_xml_id("crm_projects.my_hours_action")

    def _send_to_review(self, deliverable, values):
        action = deliverable.action_request_review()
        if isinstance(action, dict):
            return action
        return self.env._(
            "%(deliverable)s is with its reviewers now.", deliverable=deliverable.name
        )

    def _release(self, deliverable, values):
        deliverable.action_release()
        return self.env._(
            "%(deliverable)s is with the client now.", deliverable=deliverable.name
        )

    @api.model
    def _workbench_hints(self):
        hints = super()._workbench_hints()
        if self.env.user.has_group("project.group_project_user"):
            hints.append(
                self._hint(
                    self.env._("Look at My Deliverables"),
                    "fa-cube",
                    "crm_projects.project_deliverable_action",
                )
            )
        if self.env.user.has_group("hr_timesheet.group_hr_timesheet_user"):
            hints.append(
                self._hint(
                    self.env._("Book My Hours"),
                    "fa-hourglass-half",
                    "crm_projects.my_hours_action",
                )
            )
        return hints
