from odoo import fields, models
from odoo.exceptions import UserError


class CrmConnectorDirectoryLine(models.Model):
    """What is done when a comparison is applied: batches, whatever the number."""

    _inherit = "crm.connector.directory.line"

    def _apply_people(self):
        """Take over the lines about people that were not left as they are."""
        lines = self.filtered(
            lambda line: line.subject == "person" and line.decision != "skip"
        )
        lines._rename()
        lines._create_missing()
        people = {
            line.identity_id: line._person()
            for line in lines
            if line.identity_id and line.person and line.change != "gone"
        }
        lines._write_people(people)
        lines._link_users()
        lines._deactivate()
        self.env["crm.connector.identity"].union(*people)._join_teams()

    def _rename(self):
        """Give those another ID who are the same; the others are two people."""
        for line in self.filtered(lambda line: line.change == "renamed"):
            if line.decision == "apply" and line.identity_id:
                connector = line.run_id.connector_id
                connector._directory_renamed(
                    line.identity_id.external_id, line.external_id
                )

    def _create_missing(self):
        """Make the identities that there are none of yet, in one statement."""
        wanting = self.filtered(
            lambda line: (
                line.change == "new"
                or (line.change, line.decision) == ("renamed", "apart")
            )
        )
        identities = self.env["crm.connector.identity"]
        # Somebody may have entered one by hand since the comparison.
        known = identities.with_context(active_test=False).search(
            [
                ("connector_id", "in", wanting.run_id.connector_id.ids),
                ("external_id", "in", wanting.mapped("external_id")),
            ]
        )
        by_id = {one.external_id: one for one in known}
        for one in identities.create(
            [
                {
                    "connector_id": line.run_id.connector_id.id,
                    "external_id": line.external_id,
                    "is_from_directory": True,
                    **line._identity_values(line._person()),
                }
                for line in wanting
                if line.external_id not in by_id
            ]
        ):
            by_id[one.external_id] = one
        wanting._apart()
        for line in wanting:
            line.identity_id = by_id[line.external_id]

    def _apart(self):
        """The former of two different people has left."""
        self.filtered(lambda line: line.decision == "apart").identity_id._leave()

    def _identity_values(self, person):
        return {
            "name": person.name,
            "title": person.title,
            "stable_id": person.stable_id,
        }

    def _write_people(self, people):
        """Write what the chat tool says of each; the places in two statements.

        :param dict people: identity -> ``tools.directory.Person``
        """
        identities = self.env["crm.connector.identity"].union(*people)
        back = identities.filtered(lambda one: not one.active)
        if back:
            back._stay()
        places = {one: one.department_names for one in identities}
        with identities._history(("external_id", "name", "title")):
            for identity, person in people.items():  # leaves in one flush
                values = {
                    "external_id": person.external_id,
                    "is_from_directory": True,
                    **self._identity_values(person),
                }
                changed = {
                    name: value
                    for name, value in values.items()
                    if (identity[name] or "") != (value or "")
                }
                if changed:
                    identity.with_context(identity_history_outside=True).write(changed)
        self.env["crm.connector.department.member"]._take_over(people)
        identities._keep_history(
            [
                (one, "departments", places[one], one.department_names)
                for one in identities
                if places[one] != one.department_names
            ]
        )

    # -- users ------------------------------------------------------------------------
    def _link_users(self):
        """Link the users whom a person has confirmed, making those he asked for."""
        self.filtered(lambda line: line.decision == "create")._create_users()
        to_link = self.filtered(
            lambda line: (
                line.decision in ("link", "create")
                and line.user_id
                and line.identity_id
            )
        )
        to_link._check_free()
        with to_link.identity_id._history(("user_id",)):
            for line in to_link:  # leaves in one flush
                line.identity_id.with_context(
                    identity_history_outside=True
                ).user_id = line.user_id

    def _check_free(self):
        """Raise when a user would get a second identity in this chat tool."""
        taken = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "in", self.run_id.connector_id.ids),
                ("user_id", "in", self.user_id.ids),
            ]
        )
        holders = {one.user_id: one for one in taken}
        for line in self:
            holder = holders.setdefault(line.user_id, line.identity_id)
            if holder != line.identity_id:
                raise UserError(
                    self.env._(
                        "%(name)s (%(id)s) cannot be linked to %(user)s, who is "
                        "%(holder)s in this chat tool. Choose another user.",
                        name=line.name,
                        id=line.external_id,
                        user=line.user_id.name,
                        holder=holder.external_id,
                    )
                )

    def _create_users(self):
        """Make the users asked for: internal ones without any role, without a mail."""
        wanting = self.filtered(lambda line: line.person)
        logins = {
            line: line.person.get("email") or line.external_id for line in wanting
        }
        users = self.env["res.users"].with_context(active_test=False)
        taken = users.search([("login", "in", list(logins.values()))])
        for line, login in logins.items():
            if login in taken.mapped("login"):
                raise UserError(
                    self.env._(
                        "%(name)s (%(id)s): there is a user with the login %(login)s "
                        "already. Link that one instead.",
                        name=line.name,
                        id=line.external_id,
                        login=login,
                    )
                )
        made = users.with_context(no_reset_password=True).create(
            [line._prepare_user_vals(login) for line, login in logins.items()]
        )
        for line, user in zip(logins, made, strict=True):
            line.user_id = user

    def _prepare_user_vals(self, login):
        company = self.run_id.connector_id.company_id or self.env.company
        return {
            "name": self.name or self.external_id,
            "login": login,
            "email": self.person.get("email") or False,
            "company_id": company.id,
            "company_ids": [fields.Command.set(company.ids)],
            "group_ids": [fields.Command.set(self.env.ref("base.group_user").ids)],
        }

    # -- leavers -------------------------------------------------------------------
    def _deactivate(self):
        gone = self.filtered(lambda line: line.change == "gone").identity_id
        gone.filtered("active")._leave()
