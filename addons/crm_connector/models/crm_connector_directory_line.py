from dataclasses import asdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.directory import Person
from ..tools.directory_difference import department_difference

UNCERTAIN_KINDS = ("new", "unmatched", "returned")


class CrmConnectorDirectoryLine(models.Model):
    """One difference between a chat tool's directory and what is known here."""

    _name = "crm.connector.directory.line"
    _description = "Directory Difference"
    _order = "run_id desc, subject desc, priority, id"
    _rec_name = "name"

    run_id = fields.Many2one(
        "crm.connector.directory.run",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    run_state = fields.Selection(related="run_id.state")
    subject = fields.Selection(
        [("person", "Person"), ("department", "Department")],
        required=True,
        default="person",
        readonly=True,
    )
    change = fields.Selection(
        [
            ("new", "New"),
            ("unmatched", "Not Linked"),
            ("changed", "Changed"),
            ("renamed", "Other ID"),
            ("returned", "Came Back"),
            ("gone", "Gone"),
        ],
        required=True,
        readonly=True,
    )
    priority = fields.Integer(readonly=True, help="What needs a look comes first.")
    name = fields.Char(readonly=True)
    external_id = fields.Char(string="ID in the Chat Tool", readonly=True)
    identity_id = fields.Many2one(
        "crm.connector.identity",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    person = fields.Json(readonly=True, prefetch=False)
    before = fields.Text(readonly=True)
    after = fields.Text(readonly=True)
    is_certain = fields.Boolean(readonly=True, default=True)
    user_id = fields.Many2one(
        "res.users",
        string="User Here",
        domain="[('share', '=', False)]",
        ondelete="set null",
        index="btree_not_null",
        help="A proposal until somebody chooses to link.",
    )
    matched_by = fields.Selection(
        [("login", "Login"), ("email", "E-mail"), ("name", "Name")],
        string="Proposed by",
        readonly=True,
    )
    decision = fields.Selection(
        [
            ("apply", "Take Over"),
            ("link", "Take Over and Link"),
            ("create", "Take Over and Create User"),
            ("apart", "Another Person"),
            ("skip", "Leave As Is"),
        ],
        required=True,
        default="apply",
    )

    @api.model
    def _keep(self, run, changes, departments):
        """Keep these differences as lines; proposals come with them."""
        proposals = self._propose_users(
            run.connector_id,
            [
                change.person
                for change in changes
                if change.kind in UNCERTAIN_KINDS
                and not (change.known and change.known.is_linked)
            ],
        )
        self.create(
            [
                *self._prepare_department_vals(run, departments),
                *self._prepare_person_vals(run, changes, departments, proposals),
            ]
        )

    @api.model
    def _prepare_department_vals(self, run, departments):
        if not departments:
            return []
        known = self.env["crm.connector.department"].search(
            [("connector_id", "=", run.connector_id.id)]
        )
        changes = department_difference(departments, known._as_known())
        names = {one.external_id: one.name for one in known._as_known()}
        names |= {one.external_id: one.name for one in departments}

        def text(one):
            if one is None:
                return False
            above = names.get(one.parent_id)
            return f"{above} / {one.name}" if above else one.name

        return [
            {
                "run_id": run.id,
                "subject": "department",
                "change": one.kind,
                "priority": 5,
                "name": (one.after or one.before).name,
                "external_id": one.external_id,
                "before": text(one.before),
                "after": text(one.after),
            }
            for one in changes
        ]

    @api.model
    def _prepare_person_vals(self, run, changes, departments, proposals):
        known = self.env["crm.connector.department"]._all_of(run.connector_id)
        names = {one.external_id: one.name for one in known}
        names |= {one.external_id: one.name for one in departments}
        identities = self.env["crm.connector.identity"].browse(
            change.known.key for change in changes if change.known
        )
        users = {one.id: one.user_id for one in identities}
        vals_list = []
        for change in changes:
            person, old = change.person, change.known
            who = person or old
            user, matched_by = proposals.get(who.external_id, (None, False))
            before, after = self._texts(change, names)
            vals_list.append(
                {
                    "run_id": run.id,
                    "change": change.kind,
                    "priority": self._priority(change),
                    "name": (person and person.name) or old.name or who.external_id,
                    "external_id": who.external_id,
                    "identity_id": old.key if old else False,
                    "person": asdict(person) if person else False,
                    "before": before,
                    "after": after,
                    "is_certain": change.is_certain,
                    "user_id": user.id if user else old and users[old.key].id,
                    "matched_by": matched_by,
                    "decision": "apply" if change.is_certain else "skip",
                }
            )
        return vals_list

    @api.model
    def _priority(self, change):
        order = ("gone", "renamed", "returned", "new", "changed", "unmatched")
        return 0 if not change.is_certain else 1 + order.index(change.kind)

    @api.model
    def _texts(self, change, names):
        """What people read as before and after: only what differs."""
        old, new = change.known, change.person
        old_facts = self._facts(old, names) if old else {}
        new_facts = self._facts(new, names) if new else {}
        if change.kind == "gone":
            return self._text(old_facts), self.env._("not in the directory any more")
        if change.kind == "new":  # its name and ID stand beside it
            new_facts = dict(list(new_facts.items())[2:])
        shown = [
            label
            for label in {**old_facts, **new_facts}
            if old_facts.get(label, "") != new_facts.get(label, "")
            or change.kind in ("returned", "unmatched")
        ]
        return (
            self._text({label: old_facts.get(label) for label in shown}),
            self._text({label: new_facts.get(label) for label in shown}),
        )

    @api.model
    def _facts(self, who, names):
        def named(ids):
            return "、".join(sorted(names.get(one, one) for one in ids))

        return {
            self.env._("ID"): who.external_id,
            self.env._("Name"): who.name,
            self.env._("Job position"): who.title,
            self.env._("Departments"): named(who.department_ids),
            self.env._("Heads"): named(who.led_ids),
        }

    @api.model
    def _text(self, facts):
        return "\n".join(f"{label}: {value}" for label, value in facts.items() if value)

    def _person(self):
        """The chat tool's person of this line, as a value; None for one who is gone."""
        if not self.person:
            return None
        return Person(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in self.person.items()
            }
        )

    # -- deciding -------------------------------------------------------------------
    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.change in UNCERTAIN_KINDS:
            self.decision = "link" if self.user_id else "apply"

    def action_link(self):
        """Link these people to the users who are proposed."""
        self._check_open()
        missing = self.filtered(lambda line: not line.user_id)
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s (%(id)s): choose the user first, nobody is proposed.",
                    name=missing[0].name,
                    id=missing[0].external_id,
                )
            )
        self.decision = "link"

    def action_create_user(self):
        """Make users for these people when the comparison is applied."""
        self._check_open()
        self.decision = "create"

    def action_take_over(self):
        """Take these over; a likely other ID becomes the same person's."""
        self._check_open()
        self.decision = "apply"

    def action_leave(self):
        """Leave these as they are."""
        self._check_open()
        self.decision = "skip"

    def _check_open(self):
        self.check_access("write")
        if done := self.filtered(lambda line: line.run_state != "draft")[:1]:
            raise UserError(
                self.env._(
                    "%(name)s: this comparison was applied or replaced already. "
                    "Compare again.",
                    name=done.name,
                )
            )

    @api.constrains("decision", "user_id")
    def _check_decision(self):
        for line in self:
            is_open = line.change in UNCERTAIN_KINDS and line.subject == "person"
            if line.decision == "link" and not line.user_id:
                problem = self.env._("choose the user to link.")
            elif line.decision in ("link", "create") and not is_open:
                problem = self.env._("only new or unlinked people are linked.")
            elif line.decision == "apart" and line.change != "renamed":
                problem = self.env._("only somebody under another ID can be another.")
            else:
                continue
            message = f"{line.name} ({line.external_id}): {problem}"
            raise ValidationError(message)
