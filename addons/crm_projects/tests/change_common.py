from odoo.fields import Command
from odoo.tests import new_test_user

from .common import SIGNATURE, DeliverableCommon


class ChangeOrderCommon(DeliverableCommon):
    """A project of 1,000 and what its client wants changed.

    Beside the role chart of ``DeliverableCommon``: boss approves (all of sales),
    outsider draws in other projects, and projects are open to their followers alone.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "boss", "sales_team.group_sale_manager")
        cls.outsider = new_test_user(cls.env, "outsider", "project.group_project_user")
        cls.other_rep = new_test_user(
            cls.env, "other_rep", "sales_team.group_sale_salesman"
        )
        cls.project.privacy_visibility = "followers"
        cls.project._let_in(cls.designer)
        cls.construction = cls.project.milestone_ids.filtered(
            lambda phase: phase.code == "construction"
        )

    @classmethod
    def new_change(cls, user=None, **values):
        """Return a draft of 500 and 3 working days, as the lead makes it."""
        role = cls.env["project.role"].search([], limit=1)
        return (
            cls.env["project.change.order"]
            .with_user(user or cls.lead)
            .create(
                {
                    "project_id": cls.project.id,
                    "title": "Open kitchen",
                    "description": "The kitchen opens to the living room.",
                    "price": 500,
                    "effort_ids": [Command.create({"role_id": role.id, "hours": 12})],
                    "effect_ids": [
                        Command.create(
                            {
                                "milestone_id": cls.concept.milestone_id.id,
                                "days": 3,
                            }
                        )
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def send(cls, change):
        """Let the boss approve it, and send it to the client."""
        change.action_request_approval()
        change.with_user(cls.boss).action_approve()
        change.action_send()
        return change

    def accept(self, change, name="Zhao Ming", shown=None):
        change.sudo()._accept(
            shown or change.sent_sha256,
            name,
            SIGNATURE,
            {"ip": "203.0.113.9", "partner": self.client.partner_id},
        )
        return change

    @classmethod
    def supplement(cls, change):
        """Return the supplement of an accepted change, its quotation confirmed."""
        supplement = change.sudo().supplement_id.with_user(cls.rep)
        supplement.action_confirm_orders()
        return supplement
