from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .fake_models import FakeDocument, FakeLine

# Role chart
# ----------
# requester  internal user: writes documents and asks for their approval
# boss       internal user: decides the first step
# partner1/2 internal users: decide the second step, both of them
# outsider   internal user: not concerned
# keeper     manages approval flows, decides nothing
# client     portal user
#
# Internal users read and write documents of the tests, whoever owns them: what
# they may not do is refused by the engine, not by the document's rights.

DOCUMENT, LINE = FakeDocument._name, FakeLine._name


class ApprovalCase(TransactionCase):
    """A document of the tests, and a flow of two steps for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_fake_models()
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.requester = cls._new_user("apr_requester")
        cls.boss = cls._new_user("apr_boss")
        cls.partner1 = cls._new_user("apr_partner1")
        cls.partner2 = cls._new_user("apr_partner2")
        cls.outsider = cls._new_user("apr_outsider")
        cls.keeper = cls._new_user(
            "apr_keeper", "base.group_user,crm_approval.crm_approval_group_manager"
        )
        cls.client = cls._new_user("apr_client", "base.group_portal")
        cls.flow = cls._new_flow(
            [
                {"name": "Boss", "user_ids": [Command.set(cls.boss.ids)]},
                {
                    "name": "Partners",
                    "user_ids": [Command.set((cls.partner1 | cls.partner2).ids)],
                    "rule": "all",
                },
            ]
        )

    @classmethod
    def _load_fake_models(cls):
        # As Odoo's own tests do: only code of a test may reach into the ORM.
        from odoo.orm.model_classes import add_to_registry

        for definition in (FakeDocument, FakeLine):
            parents = [cls.registry[name] for name in definition._inherit]
            add_to_registry(cls.registry, definition)
            cls.addClassCleanup(cls._forget_model, definition._name, parents)
        names = [DOCUMENT, LINE]
        cls.registry._setup_models__(cls.env.cr, names)
        cls.registry.init_models(cls.env.cr, names, {"module": "crm_approval"})
        for name in names:
            cls.env["ir.model.access"].create(
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "group_id": cls.env.ref("base.group_user").id,
                    **dict.fromkeys(
                        ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                    ),
                }
            )

    @classmethod
    def _forget_model(cls, name, parents):
        del cls.registry[name]
        for parent in parents:
            parent._inherit_children.discard(name)
        cls.registry["base"]._inherit_children.discard(name)
        cls.registry._setup_models__(cls.env.cr, [])

    @classmethod
    def _new_user(cls, login, groups="base.group_user", **values):
        return new_test_user(
            cls.env, login, groups, name=login.removeprefix("apr_").title(), **values
        )

    @classmethod
    def _new_flow(cls, steps, **values):
        return cls.env["crm.approval.flow"].create(
            {
                "name": "Documents",
                "model_id": cls.env["ir.model"]._get_id(DOCUMENT),
                "step_ids": [
                    Command.create({"sequence": number, **step})
                    for number, step in enumerate(steps)
                ],
                **values,
            }
        )

    def _new_document(self, **values):
        """Return a document of two lines, as the requester."""
        lines = [
            Command.create({"title": "Plan", "price": 60}),
            Command.create({"title": "Model", "price": 40}),
        ]
        return (
            self.env[DOCUMENT]
            .with_user(self.requester)
            .create({"name": "Villa", "amount": 100, "line_ids": lines, **values})
        )

    def _request(self, document=None):
        """Return the open request of ``document``, asked for by the requester."""
        document = document or self._new_document()
        document.action_request_approval()
        return document.approval_request_id

    def _decide(self, request, user, decision="approve", comment=None, **values):
        return request.with_user(user).decide(decision, comment, **values)

    def _run_cron(self):
        """Run the job that reminds, escalates and follows delegations."""
        job = self.env.ref("crm_approval.ir_cron_chase_approvals")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def _approve_all(self, request):
        for user in (self.boss, self.partner1, self.partner2):
            self._decide(request, user)
