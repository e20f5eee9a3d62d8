from odoo import fields, models
from odoo.exceptions import AccessError, UserError

#: So many names are said; of more the number is.
NAMED = 5


class ProjectProject(models.Model):
    """The end of a design project: all is reached and signed, and somebody says so."""

    _inherit = "project.project"

    closed_at = fields.Datetime(
        string="Closed on", readonly=True, copy=False, tracking=True
    )
    closed_by_id = fields.Many2one(
        "res.users", string="Closed by", readonly=True, copy=False
    )

    def write(self, vals):
        if {"closed_at", "closed_by_id"} & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("A project is closed and reopened by its buttons alone.")
            )
        return super().write(vals)

    def action_close(self):
        """Close the project, and offer its contract to be completed.

        :raise UserError: says everything that is still missing
        """
        self.ensure_one()
        self._check_may_lead()
        self.lock_for_update()
        if self.closed_at:
            raise UserError(
                self.env._(
                    "%(project)s was closed by %(user)s on %(day)s already.",
                    project=self.name,
                    user=self.closed_by_id.name,
                    day=self.company_id._get_work_day(self.closed_at),
                )
            )
        # All of it counts, whatever of it the lead reads.
        if obstacles := self.sudo()._get_closing_obstacles():
            raise UserError(
                self.env._(
                    "%(project)s cannot be closed yet:\n%(obstacles)s",
                    project=self.name,
                    obstacles="\n".join(f"- {each}" for each in obstacles),
                )
            )
        # Written by code alone, after the checks above.
        self.sudo().write(
            {"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
        )
        self.env["project.update"].create(
            {**self._prepare_update_vals(), "status": "done"}
        )
        self._announce_closing()
        return True

    def action_reopen(self):
        """Take the closing back: something is to be done after all."""
        self.ensure_one()
        self._check_may_lead()
        if not self.closed_at:
            raise UserError(self.env._("%(project)s is not closed.", project=self.name))
        # Written by code alone, after the checks above.
        self.sudo().write({"closed_at": False, "closed_by_id": False})
        self.env["project.update"].create(self._prepare_update_vals())
        return True

    def _check_may_lead(self):
        """Raise for who neither leads this project nor may write it.

        :raise AccessError: as Odoo words it
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            self.check_access("write")

    def _get_closing_obstacles(self):
        """Hook: what keeps the project from being closed, a list of sentences."""
        self.ensure_one()
        obstacles = []
        if self.is_template or not self.contract_id:
            obstacles.append(self.env._("it is no design project with a contract"))
        if self.is_paused:
            obstacles.append(self.env._("its contract is suspended or terminated"))
        phases = self.milestone_ids._in_list_order().filtered(
            lambda phase: not phase.is_reached
        )
        if phases:
            names = self._name_some(phases)
            obstacles.append(self.env._("phases not reached: %(names)s", names=names))
        # Who closes a project reads all of it.
        open_items = self.deliverable_ids.filtered(
            lambda item: item.state != "signed_off"
        )
        if open_items:
            names = self._name_some(open_items)
            obstacles.append(self.env._("not signed off: %(names)s", names=names))
        return obstacles + self._get_open_ends()

    def _get_open_ends(self):
        """Return what was agreed beside the phases and is not settled, in sentences.

        :rtype: list[str]
        """
        # The end of a project is blind to nobody's rights.
        orders_sudo = self.sudo().change_order_ids.filtered(
            lambda order: order.state in ("sent", "accepted")
        )
        issues_sudo = (
            self.env["project.site.issue"]
            .sudo()
            .search([("project_id", "=", self.id), ("state", "=", "open")])
        )
        ends = []
        if orders_sudo:
            names = self._name_some(orders_sudo)
            ends.append(
                self.env._(
                    "change orders not answered or not in the contract: %(names)s",
                    names=names,
                )
            )
        if issues_sudo:
            names = self._name_some(issues_sudo)
            ends.append(self.env._("site issues not put right: %(names)s", names=names))
        return ends

    def _name_some(self, records):
        names = ", ".join(records[:NAMED].mapped("name"))
        if len(records) <= NAMED:
            return names
        more = len(records) - NAMED
        return self.env._("%(names)s and %(more)s more", names=names, more=more)

    def _announce_closing(self):
        """Tell those concerned, and offer sales to complete the contract."""
        contract_sudo = self.sudo().contract_id  # who closes need not read contracts
        self.env["crm.business.event"]._emit(
            "project.closed",
            self,
            self.env._("Project %(project)s is closed", project=self.name),
            partner=self.partner_id,
            audience=contract_sudo.user_id | self.user_id,
            key=f"project.closed:{self.id}:{self.closed_at}",
        )
        if contract_sudo.state in ("signed", "running") and contract_sudo.user_id:
            contract_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=contract_sudo.user_id.id,
                summary=self.env._(
                    "The project is closed: complete the contract when its money is in"
                ),
            )
