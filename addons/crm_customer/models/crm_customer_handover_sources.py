from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import handover as rules
from .handover_source import HandoverSource


class CrmCustomerHandover(models.Model):
    """What goes along: declared by each addon, counted before it moves."""

    _inherit = "crm.customer.handover"

    # -- what other addons add ------------------------------------------------------

    @api.model
    def _handover_sources(self):
        """Hook: what goes along with customers, or is told of.

        Overrides call super() and add to what it returns. A source is declared, not
        moved: all that move are moved by a few statements whatever their number.

        :return: list of ``HandoverSource`` (made by ``_handover_source``)
        """
        return [
            *self._get_partner_sources(),
            self._handover_source(
                key="lead",
                title=self.env._("Open Leads and Opportunities"),
                icon="fa-star-o",
                rank=20,
                model="crm.lead",
                domain=Domain("won_status", "=", "pending"),
                note=self.env._(
                    "Won and lost ones stay in the name of who closed them."
                ),
            ),
            self._handover_source(
                key="activity",
                title=self.env._("Open Activities"),
                icon="fa-clock-o",
                rank=90,
                model="mail.activity",
                customer="",
                note=self.env._("With their dates."),
                move=self._give_activities,
                is_work=False,
            ),
        ]

    def _get_partner_sources(self):
        is_customer = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        return [
            self._handover_source(
                key="customer",
                title=self.env._("Customers"),
                icon="fa-building-o",
                rank=10,
                model="res.partner",
                customer="commercial_partner_id",
                domain=is_customer,
                detail=lambda partners: rules.names(
                    partners[:4].mapped("display_name")
                ),
            ),
            self._handover_source(
                key="contact",
                title=self.env._("Their Contacts"),
                icon="fa-users",
                rank=11,
                model="res.partner",
                customer="commercial_partner_id",
                domain=~is_customer,
            ),
        ]

    @api.model
    def _handover_source(self, **values):
        """Return a ``HandoverSource``: other addons need not import it."""
        return HandoverSource(**values)

    # -- which records ---------------------------------------------------------------

    def _get_sources(self):
        return sorted(self._handover_sources(), key=lambda source: source.rank)

    def _get_source(self, key):
        """Return the source ``key``.

        :raises UserError: there is none
        """
        for source in self._handover_sources():
            if source.key == key:
                return source
        raise UserError(self.env._("There is nothing of this kind. Reload the page."))

    def _get_customers(self):
        """Return the customers chosen; empty: all of his."""
        if self.scope != "chosen":
            return self.env["res.partner"]
        return self.line_ids.partner_id

    def _get_records_domain(self, source):
        """Return the records of ``source`` that this handover is about."""
        self.ensure_one()
        domain = self._get_owned_domain(source) & source.domain
        model = self.env[source.model]
        if "company_id" in model._fields:
            domain &= Domain("company_id", "in", [*self.env.companies.ids, False])
        return domain

    def _get_owned_domain(self, source):
        if source.model == "mail.activity":
            return self._get_activity_domain()
        domain = Domain(source.owner, "in", self.user_id.ids)
        if self.scope != "chosen":
            return domain
        if not source.customer:
            return Domain.FALSE  # it has nothing to do with a customer
        return domain & Domain(source.customer, "in", self._get_customers().ids)

    def _get_activity_domain(self):
        """Return his open activities on all that has to do with the customers.

        On documents of colleagues, too: what he has promised has to be done.
        """
        worked_on = {}
        for source in self._handover_sources():
            if source.is_work and "activity_ids" in self.env[source.model]._fields:
                worked_on[source.model] = source.customer
        mine = Domain("user_id", "=", self.user_id.id)
        if self.scope != "chosen":
            return mine & Domain("res_model", "in", sorted(worked_on))
        customers = self._get_customers().ids
        return mine & Domain.OR(
            Domain("res_model", "=", model)
            & Domain(
                "res_id",
                "in",
                self._get_all_sudo(model)._search([(path, "in", customers)]),
            )
            for model, path in sorted(worked_on.items())
        )

    def _get_all_sudo(self, model):
        # Who may hand over does so with all of them, archived ones included; what
        # he is shown of them are numbers and the names of customers.
        return self.env[model].sudo().with_context(active_test=False)

    def _find(self, source):
        """Return the records of ``source`` (as superuser), by id."""
        model_sudo = self._get_all_sudo(source.model)
        if source.model == "mail.activity":
            # Done activities are archived ones.
            model_sudo = model_sudo.with_context(active_test=True)
        return model_sudo.search(self._get_records_domain(source), order="id")

    # -- what is shown ---------------------------------------------------------------

    @api.depends("user_id", "scope", "has_exceptions", "line_ids.partner_id", "state")
    def _compute_preview(self):
        for handover in self:
            handover.preview = handover._get_preview()

    def _get_preview(self):
        if self.state == "done":
            return {"rows": self.result or [], "left": "", "is_done": True}
        if not self.user_id or self._get_authority_problem():
            return {"rows": [], "left": "", "is_done": False}
        rows = []
        for source in self._get_sources():
            records_sudo = self._find(source)
            if records_sudo:
                rows.append(self._get_row(source, records_sudo))
        return {"rows": rows, "left": self._get_left(), "is_done": False}

    def _get_row(self, source, records_sudo):
        labels = {
            rules.MOVES: self.env._("goes along"),
            rules.FOLLOWS: self.env._("goes by itself"),
            rules.STAYS: self.env._("stays"),
        }
        details = [source.detail(records_sudo) if source.detail else "", source.note]
        return {
            "key": source.key,
            "title": source.title,
            "icon": source.icon,
            "count": len(records_sudo),
            "how": source.how,
            "label": labels[source.how],
            "detail": " · ".join(filter(None, details)),
            "has_action": bool(source.action),
        }

    def _get_left(self):
        """Return the names of the customers chosen who are not his (any more)."""
        customers_sudo = self._get_named_lines().partner_id.sudo()
        left_sudo = customers_sudo.filtered(lambda c: c.user_id != self.user_id)
        return rules.names(left_sudo.mapped("display_name"), 5)

    def action_open_kind(self, key):
        """Open the records of one kind, as far as the user may read them."""
        self.ensure_one()
        self.check_access("read")
        source = self._get_source(key)
        if self.state == "done":
            ids = (self.moved or {}).get(key, [])
        else:
            self._check_authority()
            ids = self._find(source).ids
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.display_name} · {source.title}",
            "res_model": source.model,
            "domain": [("id", "in", ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False, "active_test": False},
        }

    def action_settle_kind(self, key):
        """Open what deals with those that stay, e.g. the handover of approvals."""
        self.ensure_one()
        self.check_access("read")
        source = self._get_source(key)
        action = self.env["ir.actions.act_window"]._for_xml_id(source.action)
        action["context"] = {
            "default_from_user_id": self.user_id.id,
            "default_to_user_id": self.receiver_id.id,
            "default_comment": self.note,
        }
        return action

    # -- entry points ----------------------------------------------------------------

    @api.model
    def _get_prepared_action(self, user, customers=None):
        """Return the action that prepares a handover of ``user``'s customers.

        :param customers: ``res.partner``; all of his when left out
        """
        context = {"default_user_id": user.id}
        if customers:
            context["default_scope"] = "chosen"
            context["default_reason"] = "transfer"
            context["default_line_ids"] = [
                fields.Command.create({"partner_id": customer_id})
                for customer_id in customers.ids
            ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Customers"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": context,
        }
