from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import workbench as rules
from .workbench_source import SHOWN_OFFERS, Source

FIELDS = ("name", "customer_name", "city", "state_id", "design_type_id", "area")
FIELDS += ("expected_revenue", "currency_id", "pooled_at", "res_id", "pool_id")
POOL_FIELDS = ("tz", "claim_per_day", "view_per_day", "hold_max", "cool_down_days")


class CrmWorkbench(models.AbstractModel):
    """Opportunities of the pools that this person may claim now."""

    _inherit = "crm.workbench"

    @api.model
    def _workbench_sources(self):
        offers = Source(
            key="pool",
            title=self.env._("From the Public Pool"),
            icon="fa-life-ring",
            rank=rules.OFFERS,
            # A pooled opportunity is hidden; what is shown of it comes from the
            # masked view of the pools, under the user's own rules.
            records=self.env["crm.lead"].sudo(),
            domain=self._get_offer_domain,
            late=lambda: Domain.FALSE,
            order="pooled_at desc, id desc",
            fields=("pool_id",),
            cards=self._get_offer_cards,
            acts={"claim": self._claim_offer, "look": self._look_at_offer},
            groups="sales_team.group_sale_salesman",
            limit=SHOWN_OFFERS,
            may_wait=False,
        )
        return [*super()._workbench_sources(), offers]

    def _get_offer_domain(self):
        """Return what he may claim; None when a limit is reached."""
        pools = self._get_claimable_pools()
        if not pools:
            return None
        held = self.env["crm.lead"]._get_held_domain(self.env.user)
        most = max(pools.mapped("hold_max"))
        # What he holds counts, whatever he may read of it.
        count = self.env["crm.lead"].sudo().search_count(held, limit=most)
        pools = pools.filtered(lambda pool: pool.hold_max > count)
        if not pools:
            return None
        return Domain.OR(
            Domain("pool_id", "=", pool.id)
            & Domain("id", "not in", self._get_cooling_query(pool))
            for pool in pools
        )

    def _get_claimable_pools(self):
        """Return the pools that are open to him, with claims left for today.

        The record rules leave the pools of which he is a member.
        """
        return (
            self.env["crm.pool"].search_fetch([], POOL_FIELDS).filtered("claims_left")
        )

    def _get_cooling_query(self, pool):
        """Return what he had himself within the cool-down, as ``_claim()`` asks."""
        since = fields.Datetime.now() - timedelta(days=pool.cool_down_days)
        history_sudo = self.env["crm.ownership"].sudo()  # only what he had himself
        return history_sudo._search(
            Domain("previous_user_id", "=", self.env.uid)
            & Domain("changed_at", ">", since)
            & Domain("lead_id", "!=", False)
        ).subselect("lead_id")

    def _get_offer_cards(self, leads):
        rows = self.env["crm.pool.record"].search_fetch(
            [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)], FIELDS
        )
        today = fields.Date.context_today(self)
        return [self._get_offer_card(row, today) for row in rows]

    @api.model
    def _workbench_hints(self):
        hints = super()._workbench_hints()
        if self.env.user.has_group("sales_team.group_sale_salesman"):
            hints += [
                self._hint(
                    self.env._("Register a Customer"),
                    "fa-plus",
                    "crm_pipeline.crm_registration_action",
                    "form",
                ),
                self._hint(
                    self.env._("Look into the Public Pool"),
                    "fa-life-ring",
                    "crm_pipeline.crm_pool_action",
                ),
                self._hint(
                    self.env._("Go through My Pipeline"),
                    "fa-filter",
                    "crm.crm_lead_action_pipeline",
                ),
            ]
        return hints

    def _get_offer_card(self, row, today):
        days = (today - self._local_day(row.pooled_at)).days if row.pooled_at else 0
        facts = [
            row.customer_name,
            row.city or row.state_id.name,
            row.design_type_id.name,
            row.area and f"{row.area:g} m²",
        ]
        amount = row.expected_revenue
        card = self._card(
            row,
            title=row.name or "",
            subtitle=" · ".join(filter(None, facts)),
            level=rules.OFFER,
            due=f"{days:05d}",  # sorted as text: the newest first
            when=(
                self.env._("%(days)s days in the pool", days=days)
                if days
                else self.env._("new in the pool")
            ),
            amount=row.currency_id.format(amount) if amount else "",
            open=False,
            acts=[
                self._act(
                    "claim", self.env._("Claim"), icon="fa-hand-o-up", is_main=True
                ),
                self._act("look", self.env._("Have a Look"), icon="fa-eye"),
            ],
        )
        return {**card, "res_id": row.res_id}

    def _claim_offer(self, lead, values):
        return lead.with_user(self.env.user).action_claim()

    def _look_at_offer(self, lead, values):
        rows = self.env["crm.pool.record"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )
        return rows.action_view()
