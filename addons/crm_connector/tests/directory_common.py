from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.crm_connector.tools.directory import Department, Directory, Person
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase

# Role chart, besides that of ``common``
# --------------------------------------
# actor, reader, foreigner   are in the chat tool's directory, too
# outsider                   is in neither; his login is somebody's id in the tool


class DirectoryCase(ConnectorCase):
    """The made-up chat tool has a directory that tests write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = cls.env.registry["crm.connector"]
        for verb in ("directory", "directory_people"):
            cls.startClassPatcher(
                patch.object(
                    model,
                    f"_test_{verb}",
                    lambda *args, _verb=verb: getattr(cls, f"_read_{_verb}")(*args),
                    create=True,
                )
            )
        cls.admin.lang = "en_US"  # what jobs say is in his language
        cls.connector.directory_user_id = cls.admin
        cls.connector = cls.connector.with_user(cls.admin)

    def setUp(self):
        super().setUp()
        cls = type(self)
        cls.error = None
        cls.departments = [
            Department("1", "云岭设计"),
            Department("2", "销售部", "1"),
            Department("3", "方案部", "1"),
        ]
        cls.people = {}
        self.join("ID.con_actor", "张伟", ("2",), led_ids=("2",))
        self.join("ID.con_reader", "李娜", ("2",))
        self.join("ID.con_foreigner", "Tom", ("3",))

    @classmethod
    def _read_directory(cls, _connector):
        if cls.error:
            raise cls.error
        return Directory(tuple(cls.departments), tuple(cls.people.values()))

    @classmethod
    def _read_directory_people(cls, _connector, external_ids):
        if cls.error:
            raise cls.error
        return {one: cls.people.get(one) for one in external_ids}

    def join(self, external_id, name, departments=("2",), **values):
        """Let somebody be in the directory."""
        person = Person(external_id, name, tuple(departments), **values)
        self.people[external_id] = person

    def compare(self):
        """Press the button; answer the run that it shows."""
        action = self.connector.action_compare_directory()
        runs = self.env["crm.connector.directory.run"].with_user(self.admin)
        return runs.browse(action["res_id"])

    def sync(self):
        """Compare and apply at once: what a first administrator does."""
        run = self.compare()
        run.action_apply()
        return run

    @contextmanager
    def jobs(self):
        """Let the jobs that begin inside wait; they are in the answer."""
        with trap_jobs() as trap:
            yield trap

    def identity(self, external_id):
        return (
            self.env["crm.connector.identity"]
            .with_context(active_test=False)
            .search(
                [
                    ("connector_id", "=", self.connector.id),
                    ("external_id", "=", external_id),
                ]
            )
        )

    def found(self, run, subject="person"):
        """What the lines say: {external id: change}."""
        lines = run.line_ids.filtered(lambda line: line.subject == subject)
        return {line.external_id: line.change for line in lines}

    def line(self, run, external_id):
        return run.line_ids.filtered(
            lambda line: line.subject == "person" and line.external_id == external_id
        )
