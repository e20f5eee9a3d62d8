import itertools
from unittest.mock import patch

from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.crm_connector.models.crm_connector import LOOPBACK_PARAMETER
from odoo.addons.crm_connector.tools.delivery import Delivery

SUMMARY = "合同 HT2026-0001 已签订"

# Role chart
# ----------
# actor      sales rep, does things; has a chat identity, but is never told
# reader     sales rep with an identity in the chat tool, reads Chinese
# foreigner  sales rep with an identity, reads English
# outsider   sales rep without any identity: Odoo notifications
# admin      system administrator: manages connectors


class FakeTool:
    """A chat tool in memory: accepts everything unless told otherwise."""

    def __init__(self):
        self.calls = []
        self.answers = []
        self.check_error = None
        self.update_error = None
        self.updates = []
        self.groups = []
        self.codes = itertools.count(1)

    def send(self, _connector, payload, external_ids):
        self.calls.append((payload, list(external_ids)))
        code = f"code-{next(self.codes)}" if payload.get("card") else ""
        usual = Delivery(vendor_id="v1", card_code=code, card_seconds=3600)
        answer = self.answers.pop(0) if self.answers else usual
        if isinstance(answer, Exception):
            raise answer
        return answer

    def check(self, _connector):
        if self.check_error:
            raise self.check_error

    def card_update(self, _connector, payload, code, external_id, outcome):
        if self.update_error:
            raise self.update_error
        self.updates.append((payload, code, external_id, outcome))

    def robot_send(self, _connector, robot, payload):
        self.groups.append((robot.sudo().key, payload))
        answer = self.answers.pop(0) if self.answers else Delivery()
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def recipients(self):
        return [name for _payload, names in self.calls for name in names]


class ChatCase(TransactionCase):
    """People with ids in a chat tool, and something that they are told.

    The adapters' cases build on it, each with a simulator: ``connector`` and ``actor``
    are theirs.
    """

    #: Tests whose workers have transactions of their own.
    is_truly_concurrent = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(code)
        cls.customer = cls.env["res.partner"].create({"name": "云岭置业"})
        # Whether it is night where the tests run is tested by itself.
        cls.env.company.write({"quiet_from": 0, "quiet_until": 0, "flood_count": 0})

    def setUp(self):
        super().setUp()
        # Tokens and what was sent are kept in transactions of their own, joined to this
        # one; a test with a server of its own has them joined already.
        if not (self.is_truly_concurrent or isinstance(self, HttpCase)):
            self.registry_enter_test_mode()

    @classmethod
    def _new_user(cls, login, groups="sales_team.group_sale_salesman", **values):
        return new_test_user(
            cls.env, login=login, groups=groups, notification_type="inbox", **values
        )

    @classmethod
    def _identify(cls, user, external_id=None, connector=None):
        return cls.env["crm.connector.identity"].create(
            {
                "connector_id": (connector or cls.connector).id,
                "user_id": user.id,
                "external_id": external_id or f"ID.{user.login}",
            }
        )

    @classmethod
    def _allow_loopback(cls, is_allowed=True):
        value = "1" if is_allowed else False
        cls.env["ir.config_parameter"].set_param(LOOPBACK_PARAMETER, value)

    def _emit(self, users, kind="contract.signed", key=None, actor=None, name=SUMMARY):
        return (
            self.env["crm.business.event"]
            .with_user(actor or self.actor)
            ._emit(
                kind,
                self.customer,
                name,
                partner=self.customer,
                audience=users,
                key=key,
            )
        )

    def _messages(self, event):
        return self.env["crm.connector.message"].search([("event_id", "=", event.id)])


class MadeUpKind:
    """Makes the kind ``test`` known to one class of tests; its ``tool`` plays it."""

    @classmethod
    def _register_kind(cls):
        field = cls.registry["crm.connector"]._fields["kind"]
        values = {**(field._selection or {}), "test": "Test"}
        for name, value in (
            ("selection", list(values.items())),
            ("_selection", values),
        ):
            cls.startClassPatcher(patch.object(field, name, value))
        model = cls.registry["crm.connector"]
        for verb in ("send", "check", "card_update", "robot_send"):
            cls.startClassPatcher(
                patch.object(
                    model,
                    f"_test_{verb}",
                    lambda *args, _verb=verb: getattr(cls.tool, _verb)(*args),
                    create=True,
                )
            )


class ConnectorCase(MadeUpKind, ChatCase):
    """A connected chat tool of the made-up kind ``test``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._register_kind()
        cls.actor = cls._new_user("con_actor")
        cls.reader = cls._new_user("con_reader", lang="zh_CN")
        cls.foreigner = cls._new_user("con_foreigner", lang="en_US")
        cls.outsider = cls._new_user("con_outsider", lang="zh_CN")
        cls.admin = cls._new_user("con_admin", groups="base.group_system")
        cls.connector = cls.env["crm.connector"].create(
            {
                "name": "Chat",
                "kind": "test",
                "base_url": "https://chat.example.cn",
                "app_secret": "very-secret",
            }
        )
        cls.connector.state = "connected"
        for user in cls.actor + cls.reader + cls.foreigner:
            cls._identify(user)

    def setUp(self):
        super().setUp()
        type(self).tool = FakeTool()

    def _odoo_notices(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )
