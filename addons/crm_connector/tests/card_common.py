from odoo.addons.crm_approval.tests.common import ApprovalCase
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ChatCase, ConnectorCase

# Role chart, besides that of the two it stands on
# ----------
# boss          decides the first step, gets a card
# partner1/2    decide the second step, both of them
# outsider      has a chat identity of his own, decides nothing


class CardCase(ConnectorCase, ApprovalCase):
    """An approval that is asked for on a card of the made-up chat tool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.boss + cls.partner1 + cls.partner2:
            cls._identify(user)
        cls.stranger = cls._new_user("con_stranger")
        cls._identify(cls.stranger)

    @classmethod
    def _new_user(cls, login, groups="base.group_user", **values):
        values.setdefault("lang", "en_US")
        return super(ChatCase, cls)._new_user(login, groups, **values)

    def _ask(self, users=None, kind="approval.waiting", request=None):
        """Tell ``users`` that a new request waits; return it and their cards."""
        request = request or self._request()
        with trap_jobs() as trap:
            self.env["crm.business.event"].with_user(self.requester).sudo()._emit(
                kind,
                request.sudo(),
                "Document “Villa” waits for your approval",
                audience=users or self.boss,
                key=f"{kind}:{request.id}:{request.current_step_id.id}:{len(self.tool.calls)}",
            )
            trap.perform_enqueued_jobs()
        return request, self._cards(request)

    def _cards(self, request):
        return self.env["crm.connector.card"].search([("request_id", "=", request.id)])

    def _press(self, card, button="approve", user=None, **press):
        """Press a button; run the jobs that come of it."""
        external_id = f"ID.{(user or card.user_id).login}"
        with trap_jobs() as trap:
            found = self.connector._card_pressed(
                external_id, card.key, {"button": button, **press}
            )
            # The press changes the card; where that fails, a message follows.
            trap.perform_enqueued_jobs()
            trap.perform_enqueued_jobs()
        return found


class AskedInChat:
    """An approval asked for in a chat tool; its ``rep`` decides the first step there.

    Stands before the vendor's case and ``ApprovalCase``. The vendor's own people have
    the rights of its case, those of the approval the others.
    """

    own_logins = ""  # what the logins of the vendor's people begin with

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow.step_ids[0].user_ids = cls.rep

    @classmethod
    def _new_user(cls, login, groups="sales_team.group_sale_salesman", **values):
        if login.startswith(cls.own_logins):
            return super()._new_user(login, groups, **values)
        return super(ChatCase, cls)._new_user(login, groups, **values)

    def _ask(self, external_id):
        """Ask for an approval; return the request and what ``external_id`` has got."""
        request = self._request()
        with trap_jobs() as trap:
            self.env["crm.business.event"].with_user(self.requester).sudo()._emit(
                "approval.waiting", request.sudo(), "请审批“Villa”", audience=self.rep
            )
            trap.perform_enqueued_jobs()
        (row,) = self.simulator.state.inbox(external_id)
        return request, row
