from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from .crm_workbench import OPEN_STATES
from .receivable import say_amounts

CALL_TYPE = "crm_finance_link.mail_activity_type_collection"


class CrmDunningCall(models.AbstractModel):
    """Calls for money: one activity a customer and responsible person."""

    _name = "crm.dunning.call"
    _description = "Call for Money"

    @api.model
    def _get_collector(self, receivable, level=None):
        """Return who asks the customer for this money; empty if there is nobody.

        :param level: the ``crm.dunning.level`` that says whose task it is
        """
        leader, owner = receivable.team.user_id, receivable.user
        collector = receivable.company.collector_id
        wanted = {
            "salesperson": (owner, leader, collector),
            "leader": (leader, owner, collector),
            "collector": (collector, owner, leader),
        }[level.responsible if level else "salesperson"]
        return next((user for user in wanted if user.active), owner.browse())

    @api.model
    def _plan(self, receivables, levels=None):
        """Plan the calls about ``receivables``; renew those that are there.

        :param levels: {item: level}; the salesperson's task where left out
        """
        groups = {}
        for each in receivables:
            level = (levels or {}).get(each.item)
            if user := self._get_collector(each, level):
                groups.setdefault((user, each.customer), []).append(each)
        if not groups:
            return
        known = self._get_calls(groups)
        new = []
        for (user, partner), mine in groups.items():
            vals = self._prepare_vals(user, partner, mine)
            if activity := known.get((user, partner.id)):
                activity.write(vals)  # each says another amount
            else:
                new.append(
                    {
                        **vals,
                        "activity_type_id": self.env.ref(CALL_TYPE).id,
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                        "res_id": partner.id,
                        "user_id": user.id,
                    }
                )
        # The day's message tells them of it, a mail for each would be too much.
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(new)

    @api.model
    def _get_calls(self, groups):
        """Return {(person, customer id): the open activity}."""
        activities_sudo = self.env["mail.activity"].sudo()  # of colleagues, too
        found = activities_sudo.search(
            [
                ("activity_type_id", "=", self.env.ref(CALL_TYPE).id),
                ("res_model", "=", "res.partner"),
                ("res_id", "in", [partner.id for _user, partner in groups]),
                ("user_id", "in", [user.id for user, _partner in groups]),
            ]
        )
        return {(activity.user_id, activity.res_id): activity for activity in found}

    @api.model
    def _prepare_vals(self, user, partner, receivables):
        """Return summary, note and day of a call about ``receivables``."""
        told = self.with_context(lang=user.lang or self.env.lang)
        today = self.env["crm.payment.plan.line"]._today()
        days = max((today - each.due_date).days for each in receivables)
        values = {"customer": partner.name, "amount": say_amounts(receivables)}
        if any(each.promise == "broken" for each in receivables):
            summary = told.env._(
                "Call %(customer)s: %(amount)s, promise broken, %(days)s days overdue",
                days=days,
                **values,
            )
        elif days > 0:
            summary = told.env._(
                "Call %(customer)s: %(amount)s, %(days)s days overdue",
                days=days,
                **values,
            )
        else:
            summary = told.env._(
                "%(customer)s: %(amount)s due on %(date)s",
                date=min(each.due_date for each in receivables),
                **values,
            )
        return {
            "summary": summary,
            "note": Markup("<br/>").join(
                each.item.display_name for each in receivables
            ),
            "date_deadline": today,
        }

    @api.model
    def _close(self, partners):
        """Take away the calls of those who have nothing late any more."""
        lines_sudo = self.env["crm.payment.plan.line"].sudo()  # whoever books the money
        today = lines_sudo._today()
        late = lines_sudo._read_group(
            [
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("state", "in", OPEN_STATES),
                ("due_date", "<=", today),
            ],
            ["partner_id"],
        )
        items_sudo = (
            self.env["account.move"]
            .sudo()
            ._search_unplanned_items(  # as above
                today, Domain("commercial_partner_id", "in", partners.ids)
            )
        )
        settled = (
            partners
            - self.env["res.partner"].union(
                *(partner.commercial_partner_id for (partner,) in late)
            )
            - items_sudo.move_id.commercial_partner_id.with_env(self.env)
        )
        call_type = self.env.ref(CALL_TYPE, raise_if_not_found=False)
        if settled and call_type:
            self.env["mail.activity"].sudo().search(  # of colleagues, as above
                [
                    ("activity_type_id", "=", call_type.id),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", settled.ids),
                ]
            ).unlink()
