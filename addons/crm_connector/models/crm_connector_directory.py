from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.queue_job.job import identity_exact

from ..tools.delivery import DeliveryError, MessageRefused, SetupRefused
from ..tools.directory_difference import difference, difference_of_some

LIMIT_PERCENT = 5.0
SETTLE_SECONDS = 60  # departments change in bursts: one comparison for all of them


class CrmConnector(models.Model):
    """The organisation in the chat tool, compared with who is known here."""

    _inherit = "crm.connector"

    can_read_directory = fields.Boolean(compute="_compute_can_read_directory")
    is_directory_nightly = fields.Boolean(
        string="Compare Every Night",
        default=True,
        help="From the first comparison on that somebody has applied.",
    )
    directory_limit = fields.Float(
        string="Stop Above (% Leavers)",
        default=LIMIT_PERCENT,
        help="If a comparison would deactivate more of the known people than this, "
        "nothing is done until an administrator confirms it.",
    )
    directory_user_id = fields.Many2one(
        "res.users",
        string="Responsible for the Directory",
        default=lambda self: self.env.uid,
        domain="[('share', '=', False)]",
        ondelete="set null",
        index="btree_not_null",
        help="Is told when a comparison needs a decision, and of leavers for whom "
        "nobody else can hand over.",
    )
    directory_synced_at = fields.Datetime(
        string="Directory as of", readonly=True, copy=False
    )
    # Written by whatever takes the directory over, so that of two at one moment the
    # second one is run again and sees what the first one did.
    directory_touched_at = fields.Datetime(readonly=True, copy=False)
    directory_run_ids = fields.One2many("crm.connector.directory.run", "connector_id")
    people_count = fields.Integer(string="Colleagues", compute="_compute_people")
    unlinked_count = fields.Integer(string="Not Linked", compute="_compute_people")

    @api.depends("kind")
    def _compute_can_read_directory(self):
        for connector in self:
            connector.can_read_directory = bool(
                connector.kind and hasattr(connector, f"_{connector.kind}_directory")
            )

    @api.depends("identity_ids.user_id", "identity_ids.active")
    def _compute_people(self):
        groups = self.env["crm.connector.identity"]._read_group(
            [("connector_id", "in", self.ids), ("partner_id", "=", False)],
            ["connector_id"],
            ["__count", "user_id:count"],
        )
        counts = {
            connector: (total, total - linked) for connector, total, linked in groups
        }
        for connector in self:
            connector.people_count, connector.unlinked_count = counts.get(
                connector, (0, 0)
            )

    @api.constrains("directory_limit")
    def _check_directory_limit(self):
        for connector in self:
            if not 0 <= connector.directory_limit <= 100:
                raise ValidationError(
                    self.env._(
                        "Connector %(name)s: enter a percentage from 0 to 100 as the "
                        "limit of leavers.",
                        name=connector.name,
                    )
                )

    # -- the whole directory ---------------------------------------------------
    def action_compare_directory(self):
        """Read the whole directory and show what it would change; change nothing."""
        self.ensure_one()
        self.check_access("write")
        run = self._compare_directory(is_by_person=True)
        return run._open()

    def _compare_directory(self, is_by_person):
        """Read the whole directory and keep the difference as a new run.

        :raise UserError: it cannot be read, or another comparison is under way
        """
        try:
            directory = self._read_directory()
        except DeliveryError as error:
            raise UserError(
                self.env._(
                    "The directory of %(name)s could not be read, nothing was "
                    "changed: %(reason)s",
                    name=self.name,
                    reason=error.detail,
                )
            ) from error
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Another comparison of the directory of %(name)s is under way. "
                    "Open its result under Directory Comparisons in a moment.",
                    name=self.name,
                )
            )
        return self._keep_difference(directory, is_by_person)

    def _read_directory(self):
        """The vendor's whole organisation.

        :raise DeliveryError: it cannot be read to its end, or names nobody
        """
        if not self.can_read_directory:
            raise MessageRefused(
                self.env._("This chat tool's directory cannot be read by the CRM.")
            )
        try:
            directory = self._adapter("directory")()
        except UserError as error:  # a setting is missing or not allowed
            raise SetupRefused(str(error)) from error
        if not directory.people:
            raise MessageRefused(
                self.env._(
                    "It names nobody. Check the application's visible range in the "
                    "chat tool's console."
                )
            )
        return directory

    def _keep_difference(self, directory, is_by_person):
        identities = self.env["crm.connector.identity"]._colleagues(self)
        changes = difference(directory.people, identities._as_known())
        return self.env["crm.connector.directory.run"]._keep(
            self, changes, directory=directory, with_unmatched=is_by_person
        )

    @api.model
    def _cron_sync_directories(self):
        """Compare and take over the directories, one job a connector."""
        connectors = self.search(
            [
                ("state", "=", "connected"),
                ("is_directory_nightly", "=", True),
                ("directory_synced_at", "!=", False),
            ]
        ).filtered("can_read_directory")
        for connector in connectors:
            connector._enqueue_directory()

    def _enqueue_directory(self, tries=0, wait_seconds=None):
        self.with_user(SUPERUSER_ID).with_delay(
            eta=wait_seconds,
            identity_key=identity_exact,
            description=self.env._("Compare the directory of a chat tool"),
        )._sync_directory(tries)

    def _sync_directory(self, tries=0):
        """Read the whole directory and take over what is certain. Runs as a job.

        All in one transaction: a job that is killed has done nothing, and the next
        one begins anew.
        """
        if not self._is_usable():
            return self.env["crm.connector.directory.run"]
        try:
            directory = self._read_directory()
        except DeliveryError as error:
            return self._retry_directory(error, tries)
        self._lock_directory()
        run = self._for_responsible()._keep_difference(directory, is_by_person=False)
        run._apply_unattended()
        return run

    def _for_responsible(self):
        """This, in the language of whom the directory is: jobs have none."""
        return self.with_context(lang=self.directory_user_id.lang or self.env.lang)

    def _retry_directory(self, error, tries):
        wait_seconds = error.wait_seconds(tries)
        self._register_failure(error, wait_seconds)
        if wait_seconds is not None:
            self._enqueue_directory(tries + 1, wait_seconds)
            return self.env["crm.connector.directory.run"]
        run = self.env["crm.connector.directory.run"].create(
            {"connector_id": self.id, "state": "failed", "error": error.detail}
        )
        run._tell_responsible(
            self.env._("The directory could not be read: %(why)s", why=error.detail)
        )
        return run

    def _lock_directory(self):
        """Wait for another job that takes over this directory.

        :raise SerializationFailure: it changed something: the job is run again
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM crm_connector WHERE id = %s FOR NO KEY UPDATE", self.id
            ),
            log_exceptions=False,
        )

    # -- what reports ask for --------------------------------------------------
    def _directory_changed(self, external_ids):
        """Ask the chat tool for these people and take over what is true now.

        :return: the run, or an empty one when there is nothing to change
        :raise DeliveryError: the chat tool could not be asked
        """
        self.ensure_one()
        runs = self.env["crm.connector.directory.run"]
        asked = [external_id for external_id in external_ids if external_id]
        if not self.directory_synced_at or not asked:
            return runs  # nobody has looked at the first comparison yet
        answers = self._adapter("directory_people")(asked)
        self._lock_directory()
        connector = self._for_responsible()
        runs = runs.with_env(connector.env)
        identities = self.env["crm.connector.identity"]._colleagues(self)
        changes = difference_of_some(answers, identities._as_known())
        run = runs._keep(connector, changes) if changes else runs
        if run:
            run._apply_unattended()
        if self._names_unknown_department(answers.values()):
            self._directory_departments_changed()
        return run

    def _names_unknown_department(self, people):
        named = {key for person in people if person for key in person.department_ids}
        departments = self.env["crm.connector.department"]._all_of(self)
        return not named.issubset(departments.mapped("external_id"))

    def _directory_departments_changed(self):
        """Compare everything soon: departments are told of one by one, in bursts."""
        self.ensure_one()
        if self.directory_synced_at:
            self._enqueue_directory(wait_seconds=SETTLE_SECONDS)

    def _directory_renamed(self, old, new):
        """Somebody's id has changed: what is his stays his.

        :return: the identity, or an empty one for somebody who is not known
        :raise MessageRefused: the new id is another user's
        """
        self.ensure_one()
        if not old or not new or old == new:
            return self.env["crm.connector.identity"]
        self._lock_directory()
        everyone = self.env["crm.connector.identity"]._colleagues(self)
        by_id = {one.external_id: one for one in everyone}
        identity = by_id.get(old, everyone.browse())
        if identity:
            identity._take_over_id(new, by_id.get(new, everyone.browse()))
        self._rename_external_id(old, new)
        self.directory_touched_at = fields.Datetime.now()
        return identity

    def _rename_external_id(self, old, new):
        """Hook: somebody's id in the chat tool has changed from ``old`` to ``new``.

        An adapter renames what it keeps under the id itself.
        """
