from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

CHANGE_FIELDS = (
    "name",
    "title",
    "project_id",
    "partner_id",
    "state",
    "asked_by_name",
    "create_date",
    "sent_at",
    "signed_at",
    "supplement_id",
)


class CrmWorkbench(models.AbstractModel):
    """Change orders: wishes to answer, clients to ask again, and what was accepted."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        shared = {
            "records": self.env["project.change.order"],
            "fields": CHANGE_FIELDS,
            "action": "crm_projects.project_change_order_action",
        }
        change = self._source(
            key="change",
            title=self.env._("Change Orders"),
            icon="fa-exchange",
            rank=36,
            domain=self._get_change_domain,
            late=self._get_late_change_domain,
            order="create_date, id",
            cards=self._get_change_cards,
            acts={
                "remind": self._remind_of_change,
                "supplement": lambda order, values: order.action_draw_up_supplement(),
            },
            **shared,
        )
        beyond = self._source(
            key="rounds",
            title=self.env._("Beyond the Rounds"),
            icon="fa-repeat",
            rank=37,
            records=self.env["project.deliverable"],
            fields=("name", "project_id", "partner_id", "round_number", "round_limit"),
            action="crm_projects.project_deliverable_action",
            domain=self._get_beyond_domain,
            late=self._get_beyond_domain,
            order="id",
            cards=self._get_beyond_cards,
            acts={"change": lambda item, values: item.action_new_change_order()},
        )
        return [*super()._workbench_sources(), change, beyond]

    # -- change orders ---------------------------------------------------------------

    def _get_change_domain(self):
        own = Domain("user_id", "=", self.env.uid)
        # Who is responsible counts, whether or not he reads project and contract.
        sales = Domain("contract_id", "any!", own)
        lead = own | Domain("project_id", "any!", own)
        wished = Domain("state", "=", "draft") & Domain("asked_by_name", "!=", False)
        silent = Domain("state", "=", "sent") & Domain(
            "sent_at", "<", self._get_silent_since()
        )
        accepted = Domain("state", "=", "accepted") & (
            Domain("supplement_id", "=", False)
            | Domain(
                "supplement_id", "any!", [("state", "in", ["draft", "terminated"])]
            )
        )
        given = (
            own
            & Domain("state", "=", "draft")
            & Domain("create_uid", "!=", self.env.uid)
        )
        return given | (lead & (wished | silent)) | (sales & (silent | accepted))

    def _get_silent_since(self):
        return fields.Datetime.now() - timedelta(days=self.env.company.waiting_days)

    def _get_late_change_domain(self):
        since = self._get_silent_since()
        return Domain("state", "!=", "accepted") & Domain("create_date", "<", since)

    def _get_change_cards(self, orders):
        # Who reads a change order reads since when it waits, and whom to call.
        orders_sudo = orders.sudo()
        return [
            self._card(
                order,
                title=order.display_name,
                subtitle=" · ".join(
                    filter(None, [order.project_id.name, order.partner_id.name])
                ),
                phone=self._get_phone(order.partner_id),
                detail=self._say_change(order),
                **self._get_change_wait(order),
            )
            for order in orders_sudo
        ]

    def _say_change(self, order):
        texts = {
            "draft": self.env._(
                "%(name)s asks for it in the portal: work it out and send it.",
                name=order.asked_by_name,
            )
            if order.asked_by_name
            else self.env._("Worked out: say what it costs and send it."),
            "sent": self.env._("The client has not answered yet."),
            "accepted": self.env._("Accepted: take it to the contract."),
        }
        return texts[order.state]

    def _get_change_wait(self, order):
        since = {
            "draft": order.create_date,
            "sent": order.sent_at,
            "accepted": order.signed_at,
        }[order.state]
        acts = {
            "draft": [],
            "sent": [
                self._act(
                    "remind",
                    self.env._("Remind the Client"),
                    icon="fa-bell",
                    is_main=True,
                )
            ],
            "accepted": [
                self._act(
                    "supplement",
                    self.env._("Open the Supplement")
                    if order.supplement_id.state == "draft"
                    else self.env._("Draw Up the Supplement"),
                    icon="fa-file-text-o",
                    is_main=True,
                )
            ],
        }[order.state]
        return {
            "level": "late" if since < self._get_silent_since() else "today",
            "when": self._say_wait(since),
            "due": fields.Datetime.to_string(since),
            "acts": acts or [self._act_open()],
        }

    def _remind_of_change(self, order, values):
        order._remind_client()
        return self.env._(
            "%(client)s is asked again to decide on %(order)s.",
            client=order.sudo().partner_id.name,
            order=order.display_name,
        )

    # -- beyond the rounds -----------------------------------------------------------

    def _get_beyond_domain(self):
        own = Domain("user_id", "=", self.env.uid)
        mine = Domain("project_id", "any!", own) | Domain("contract_id", "any!", own)
        remarked = Domain(
            "client_version_id",
            "any!",
            Domain("comment_ids", "any!", Domain("kind", "=", "client")),
        )
        dealt_with = Domain(
            "change_order_ids",
            "any!",
            Domain("state", "in", ["draft", "sent", "accepted"]),
        )
        return (
            Domain("is_beyond_rounds", "=", True)
            & Domain("state", "=", "released")
            & Domain("is_paused", "=", False)
            & mine
            & remarked
            & ~dealt_with
        )

    def _get_beyond_cards(self, deliverables):
        # Who reads a deliverable reads whose it is.
        deliverables_sudo = deliverables.sudo()
        return [
            self._card(
                item,
                title=item.name,
                subtitle=self._get_project_line(item),
                level="late",
                detail=item._say_round(),
                acts=[
                    self._act(
                        "change",
                        self.env._("Make a Change Order"),
                        icon="fa-exchange",
                        is_main=True,
                    )
                ],
            )
            for item in deliverables_sudo
        ]
