from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import handover as rules

SALESMAN = "sales_team.group_sale_salesman"


class CrmCustomerHandover(models.Model):
    """The move itself: set-based, in one transaction, of what is his at that moment."""

    _inherit = "crm.customer.handover"

    def action_hand_over(self):
        """Give all that is shown to the successors, and tell each of them once.

        What has changed owner since it was shown is left alone; two handovers of the
        same records meet at their rows, and the second one finds nothing any more.

        :raises UserError: nothing to hand over, nobody who gets it, or somebody who
            may not have it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_authority()
        # The rows are written by code alone.
        handover_sudo = self.sudo()
        handover_sudo._lock_draft()
        receivers = handover_sudo._get_receivers()
        self._check_receivers(receivers)
        dealt = handover_sudo._deal(receivers)
        handover_sudo._check_companies(dealt)
        told = handover_sudo._get_told()
        moved = handover_sudo._move_all(dealt)
        handover_sudo._keep(moved, told)
        handover_sudo._tell_receivers(moved)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _lock_draft(self):
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "%(handover)s is being carried out at this very moment. Reload "
                    "the page.",
                    handover=self.display_name,
                )
            )
        self.invalidate_recordset(["state"])
        self._check_draft()

    # -- to whom ---------------------------------------------------------------------

    def _get_receivers(self):
        """Return whose turn it is, in order."""
        if self.way == "turns":
            return self.receiver_ids.sorted("id")
        return self.receiver_id

    def _get_named_lines(self):
        """Return the customers who are named: chosen, or exceptions of all."""
        is_used = self.scope == "chosen" or self.has_exceptions
        return self.line_ids if is_used else self.line_ids.browse()

    def _check_receivers(self, receivers):
        """Raise unless everybody who gets something may have it.

        The record is the user's own here: what a team leader may is asked of him.
        """
        everybody_sudo = (receivers | self._get_named_lines().receiver_id).sudo()
        is_complete = self.scope == "chosen" and all(
            line.receiver_id for line in self.line_ids
        )
        if not receivers and not is_complete:
            raise UserError(
                self.env._("Say who gets the customers of %(user)s.", user=self._who())
            )
        if self.scope == "chosen" and not self.line_ids:
            raise UserError(
                self.env._(
                    "Choose the customers of %(user)s that are handed over, or the "
                    "whole portfolio.",
                    user=self._who(),
                )
            )
        for user_sudo in everybody_sudo:
            self._check_receiver(user_sudo)

    def _check_receiver(self, user_sudo):
        problem = ""
        if user_sudo == self.user_id:
            problem = self.env._("he has them already")
        elif not user_sudo.active:
            problem = self.env._("the account is archived")
        elif user_sudo.share or not user_sudo.has_group(SALESMAN):
            problem = self.env._("he has no right to sales")
        elif not self._may_give_to(user_sudo):
            problem = self.env._("he is not in a team that you lead")
        if problem:
            raise UserError(
                self.env._(
                    "%(receiver)s cannot get the customers of %(user)s: %(problem)s. "
                    "Choose somebody else.",
                    receiver=user_sudo.name,
                    user=self._who(),
                    problem=problem,
                )
            )

    def _may_give_to(self, user_sudo):
        if self.env.user.has_group("sales_team.group_sale_manager") or self.env.su:
            return True
        led_sudo = self._get_led_teams()
        return user_sudo in led_sudo.member_ids | led_sudo.user_id

    def _who(self):
        return self.user_id.sudo().name

    # -- who gets what ---------------------------------------------------------------

    def _deal(self, receivers):
        """Return {source: {id of a user: ids}} of all that moves (as superuser).

        What belongs to one customer goes to one person; what has no customer takes a
        turn of its own.
        """
        promised = {
            line.partner_id.id: line.receiver_id.id
            for line in self._get_named_lines()
            if line.receiver_id
        }
        turns = rules.Turns(receivers.ids, promised)
        dealt = {}
        for source in self._get_sources():
            if source.how != rules.MOVES:
                continue
            records = self._find(source)
            if len(receivers) == 1 and not promised:
                rows = {receivers.id: records.ids} if records else {}
            else:
                rows = turns.deal(self._get_customer_rows(source, records))
            if rows:
                dealt[source] = rows
        if not dealt:
            raise UserError(
                self.env._(
                    "%(user)s has nothing (any more) that could be handed over.",
                    user=self._who(),
                )
            )
        return dealt

    def _get_customer_rows(self, source, records):
        """Return (id, whose it is) of each of ``records``."""
        if source.model != "mail.activity":
            return [
                (record.id, record.mapped(source.customer)[:1].id or record)
                for record in records
            ]
        paths = {other.model: other.customer for other in self._handover_sources()}
        rows = []
        for model, activities in records.grouped("res_model").items():
            documents = self._get_all_sudo(model).browse(activities.mapped("res_id"))
            customers = dict(
                zip(
                    documents.ids,
                    (doc.mapped(paths[model])[:1].id or doc for doc in documents),
                    strict=True,
                )
            )
            rows += [(a.id, customers[a.res_id]) for a in activities]
        return rows

    def _check_companies(self, dealt):
        """Raise when somebody would get what is of a company that he is not in."""
        for source, rows in dealt.items():
            model = self._get_all_sudo(source.model)
            if "company_id" not in model._fields:
                continue
            for user in self.env["res.users"].browse(rows):
                foreign = model.search(
                    [
                        ("id", "in", rows[user.id]),
                        ("company_id", "not in", [*user.company_ids.ids, False]),
                    ],
                    limit=1,
                )
                if foreign:
                    raise UserError(
                        self.env._(
                            "%(receiver)s has no access to %(company)s, which "
                            "“%(record)s” belongs to. Choose somebody else.",
                            receiver=user.name,
                            company=foreign.company_id.name,
                            record=foreign.display_name,
                        )
                    )

    # -- moving ----------------------------------------------------------------------

    def _move_all(self, dealt):
        """Move what was dealt; return {source: {user: the records moved}}."""
        note = self._get_history_note()
        moved = {}
        for source, rows in dealt.items():
            move = source.move or self._give
            found = {}
            for user in self.env["res.users"].browse(rows):
                records = self._get_all_sudo(source.model).browse(rows[user.id])
                given = move(records, self.user_id, user, note)
                if given:
                    found[user] = given
            if found:
                moved[source] = found
        return moved

    def _get_history_note(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return " · ".join(filter(None, [reasons[self.reason], self.note]))

    def _give(self, records, previous, user, note, owner="user_id"):
        """Give those of ``records`` that are still ``previous``'s to ``user``.

        One statement a model, because a portfolio has thousands; a row that somebody
        changes at this moment makes the transaction start again. No tracking value
        and no automation fires: ledger and chatter have a line each.

        :return: those given (as superuser)
        """
        if not records:
            return records
        now = fields.Datetime.now()
        has_history = owner == "user_id" and "owned_since" in records._fields
        columns = {owner: user.id, "write_date": now, "write_uid": self.env.uid}
        if has_history:
            columns["owned_since"] = now
        given = self._write_owner(records, previous, owner, columns)
        # What is stored and follows the owner is computed anew; the team is set below,
        # as stock looks for it once a record.
        team = [field for name, field in records._fields.items() if name == "team_id"]
        with self.env.protecting(team, given):
            given.modified([owner])
        if team and owner == "user_id":
            self._follow_team(given, user)
        if has_history:
            given._ownership_log_handover(previous, user, note, now)
        self._write_chatter(given, previous, user, note)
        return given

    def _write_owner(self, records, previous, owner, columns):
        """Write ``columns`` where ``owner`` is still ``previous``; return the rows."""
        self.env.flush_all()
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in columns.items()
        )
        rows = self.env.execute_query(
            SQL(
                "UPDATE %s SET %s WHERE id IN %s AND %s = %s RETURNING id",
                SQL.identifier(records._table),
                assignments,
                tuple(records.ids),
                SQL.identifier(owner),
                previous.id,
            )
        )
        records.invalidate_recordset(flush=False)
        return records.browse(row[0] for row in rows)

    def _follow_team(self, records, user):
        """Give those of ``records`` that are in no team of ``user`` to his own."""
        teams = self._get_teams_of(user)
        teams |= teams.search([("user_id", "=", user.id)])
        foreign = records.filtered(lambda record: record.team_id not in teams)
        for company, of_company in foreign.grouped("company_id").items():
            office = teams.with_company(company or self.company_id)
            team = office._get_default_team_id(user_id=user.id)
            if not team:
                continue
            of_company.flush_recordset()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET team_id = %s WHERE id IN %s",
                    SQL.identifier(records._table),
                    team.id,
                    tuple(of_company.ids),
                )
            )
            of_company.invalidate_recordset(["team_id"], flush=False)
            of_company.modified(["team_id"])

    def _write_chatter(self, records, previous, user, note):
        """Write one line on each of ``records``, whose followers follow the owner."""
        if not records or not hasattr(records, "_message_log_batch"):
            return
        line = self.env._(
            "Handed over from %(previous)s to %(user)s: %(note)s",
            previous=previous.name,
            user=user.name,
            note=note,
        )
        quiet = records.with_context(tracking_disable=True)
        quiet._message_log_batch(dict.fromkeys(records.ids, line))
        quiet.message_unsubscribe(previous.partner_id.ids)
        quiet._message_subscribe(user.partner_id.ids)

    def _give_activities(self, activities, previous, user, note):
        mine = activities.filtered(lambda activity: activity.user_id == previous)
        # One message tells of all: none for each of them.
        mine.with_context(mail_activity_quick_update=True).user_id = user
        return mine

    # -- what is kept, and told --------------------------------------------------------

    def _get_told(self):
        """Return {source: its records} of what is told and not moved."""
        sources = [s for s in self._get_sources() if s.how != rules.MOVES]
        found = {source: self._find(source) for source in sources}
        return {source: records for source, records in found.items() if records}

    def _keep(self, moved, told):
        """Write down what went to whom, and what was told."""
        rows = [
            {**self._get_row(source, records), "has_action": False}
            for source, records in told.items()
        ]
        ids = {source.key: records.ids for source, records in told.items()}
        for source, found in moved.items():
            records = self._get_all_sudo(source.model).union(*found.values())
            people = [
                self.env._("%(user)s: %(count)s", user=user.name, count=len(given))
                for user, given in found.items()
            ]
            row = self._get_row(source, records)
            rows.append({**row, "has_action": False, "detail": ", ".join(people)})
            ids[source.key] = records.ids
        users = self.env["res.users"].union(
            *(user for found in moved.values() for user in found)
        )
        self.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
                "result": rows,
                "moved": ids,
                "moved_to_ids": [fields.Command.set(users.ids)],
            }
        )

    def _tell_receivers(self, moved):
        """Report one event a successor, with one message to him."""
        for user in self.moved_to_ids:
            what = ", ".join(
                self.env._(
                    "%(title)s: %(count)s", title=source.title, count=len(found[user])
                )
                for source, found in moved.items()
                if user in found
            )
            # The event is the user's who does it, not the superuser's.
            self.env["crm.business.event"]._emit(
                "customer.handed_over",
                self,
                self.env._(
                    "%(previous)s hands over to %(user)s: %(what)s",
                    previous=self._who(),
                    user=user.name,
                    what=what,
                ),
                audience=user,
                key=f"customer.handed_over:{self.id}:{user.id}",
            )
