from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import lifecycle as rules
from ..tools.timeline import Kind


class ResPartner(models.Model):
    """Customers go through a lifecycle: by events, by idleness, or by hand."""

    _inherit = "res.partner"

    lifecycle_stage_id = fields.Many2one(
        "crm.lifecycle.stage",
        string="Lifecycle",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        group_expand="_group_expand_lifecycle_stage_id",
    )
    lifecycle_since = fields.Datetime(
        string="In This Stage Since", readonly=True, copy=False
    )
    lifecycle_strategy = fields.Text(
        string="What to Do", related="lifecycle_stage_id.strategy"
    )
    lifecycle_change_ids = fields.One2many(
        "crm.lifecycle.change",
        "partner_id",
        string="Lifecycle History",
        readonly=True,
        groups="sales_team.group_sale_salesman",
    )

    @api.model
    def _group_expand_lifecycle_stage_id(self, stages, domain):
        return stages.search([("active", "=", True)])

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | {"lifecycle_since"}

    # -- changes -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        staged = partners.filtered("lifecycle_stage_id")
        if staged and not self.env.su:
            staged._check_own_customers()
        staged.sudo()._lifecycle_log({}, "first")
        return partners

    def write(self, vals):
        if "lifecycle_stage_id" not in vals:
            return super().write(vals)
        self._check_own_customers()
        stage_id = vals["lifecycle_stage_id"] or False
        # Who may write a customer may not be able to read his history.
        changed_sudo = self.sudo().filtered(
            lambda partner: partner.lifecycle_stage_id.id != stage_id
        )
        before = {
            partner.id: (partner.lifecycle_stage_id.id, partner.lifecycle_since)
            for partner in changed_sudo
        }
        changed_sudo.sudo(self.env.su)._check_lifecycle_reason()
        result = super().write(vals)
        changed_sudo._lifecycle_log(before, "manual")
        return result

    def _check_lifecycle_reason(self):
        """Raise when somebody moves these customers and does not say why."""
        if not self or self.env.su:
            return
        lifecycle = self.env.context.get(rules.CONTEXT_KEY)
        is_told = (
            isinstance(lifecycle, rules.LifecycleReason) and lifecycle.note.strip()
        )
        ownership = self._ownership_reason()
        # A merge writes all fields of the merged customers into the one kept.
        if is_told or (ownership and ownership.kind == "merge"):
            return
        raise UserError(
            self.env._(
                "%(customer)s: say why the stage of the lifecycle changes, with the "
                "button on the card or beside the stage.",
                customer=self[0].display_name,
            )
        )

    def _lifecycle_log(self, before, kind):
        """Write one row of history for each of these customers (as superuser).

        :param dict before: id -> (stage, since) before the change
        :param str kind: why, when the context does not say
        """
        if not self:
            return
        reason = self.env.context.get(rules.CONTEXT_KEY)
        if not isinstance(reason, rules.LifecycleReason):
            reason = rules.LifecycleReason(kind)
        now = fields.Datetime.now()
        self.write({"lifecycle_since": now})
        vals_list = []
        for partner in self:
            stage_id, since = before.get(partner.id, (False, None))
            vals_list.append(
                {
                    "partner_id": partner.id,
                    "previous_stage_id": stage_id,
                    "stage_id": partner.lifecycle_stage_id.id,
                    "changed_at": now,
                    "days": rules.days_between(since, now),
                    "kind": reason.kind,
                    "event_id": reason.event_id,
                    "note": reason.note,
                    "user_id": self.env.uid,
                }
            )
        self.env["crm.lifecycle.change"].create(vals_list)

    def _with_lifecycle_reason(self, kind, note="", event=None):
        """Return these customers with the reason that a change of stage will have."""
        reason = rules.LifecycleReason(kind, note, event.id if event else None)
        return self.with_context(**{rules.CONTEXT_KEY: reason})

    def _follow_lifecycle(self, event):
        """Move the customer to where ``event`` leads (as superuser, under a lock)."""
        ways = self.env["crm.lifecycle.stage"]._get_ways()
        if not any(event.kind in way.events for way in ways):
            return
        customer = self.commercial_partner_id
        stage = customer.lifecycle_stage_id
        target_id = rules.next_stage(ways, stage.id or None, event.kind)
        if target_id:
            moved = customer._with_lifecycle_reason("event", event.name, event)
            moved.write({"lifecycle_stage_id": target_id})

    def action_move_lifecycle(self):
        """Ask for the stage and the reason, and move the customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.crm_lifecycle_move_action"
        )
        action["context"] = {
            "default_partner_id": customer.id,
            "default_stage_id": customer.lifecycle_stage_id.id,
        }
        return action

    # -- what other addons say -------------------------------------------------------

    @api.model
    def _get_lifecycle_idle_domain(self, since):
        """Hook: the customers with whom nothing has happened since ``since``.

        Overrides call super() and narrow what it returns.

        :param datetime since: UTC
        :return: ``Domain``
        """
        recent = Domain("happened_at", ">=", since)
        return Domain("lifecycle_since", "<", since) & Domain(
            "business_event_ids", "not any", recent
        )

    @api.model
    def _get_lifecycle_candidates(self):
        """Return who is a customer at all, and has no stage yet."""
        return (
            Domain("lifecycle_stage_id", "=", False)
            & (Domain("parent_id", "=", False) | Domain("is_company", "=", True))
            & Domain("partner_share", "=", True)
            & (
                Domain("user_id", "!=", False)
                | Domain("opportunity_ids", "any", Domain.TRUE)
            )
        )

    # -- the timeline --------------------------------------------------------------

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "lifecycle": Kind(
                label=self.env._("Lifecycle"), icon="fa-recycle", sequence=85
            ),
        }

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            self._timeline_source(
                "lifecycle",
                "crm.lifecycle.change",
                "changed_at",
                label=self.env._("Lifecycle"),
                text="note",
                state="stage_id",
                document=("partner_id", "res.partner"),
            ),
        ]
