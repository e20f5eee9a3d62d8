from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools import lifecycle as rules


class CrmLifecycleStage(models.Model):
    """A stage of the life of a customer, what leads into it, and what to do in it."""

    _name = "crm.lifecycle.stage"
    _description = "Lifecycle Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    fold = fields.Boolean(string="Folded on the Board")
    is_first = fields.Boolean(
        string="Begins Here", help="A new customer begins in the first of these stages."
    )
    strategy = fields.Text(
        translate=True, help="What to do with a customer in this stage."
    )
    event_kinds = fields.Char(
        string="Events",
        help="Codes of the business events that lead into this stage, separated by "
        "commas, e.g. contract.signed",
    )
    idle_days = fields.Integer(
        help="After so many days without any event or contact a customer gets here by "
        "himself. 0: never.",
    )
    from_stage_ids = fields.Many2many(
        "crm.lifecycle.stage",
        "crm_lifecycle_stage_from_rel",
        "stage_id",
        "from_stage_id",
        string="Only From",
        help="From which stages events and idleness lead here. Empty: from all.",
    )
    partner_count = fields.Integer(
        string="Customer Count", compute="_compute_partner_count"
    )

    _idle_days_positive = models.Constraint(
        "CHECK(idle_days >= 0)", "The idle days of a stage cannot be negative."
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("lifecycle_stage_id", "in", self.ids)],
                ["lifecycle_stage_id"],
                ["__count"],
            )
        )
        for stage in self:
            stage.partner_count = counts.get(stage, 0)

    @api.constrains("event_kinds")
    def _check_event_kinds(self):
        for stage in self:
            if wrong := rules.wrong_codes(stage.event_kinds):
                raise ValidationError(
                    self.env._(
                        "Stage %(stage)s: “%(code)s” is no code of an event. Codes "
                        "look like contract.signed; the report Business Events has "
                        "them in its column Kind.",
                        stage=stage.name,
                        code=wrong[0],
                    )
                )

    @api.constrains("idle_days", "from_stage_ids")
    def _check_idle(self):
        for stage in self:
            if stage.idle_days and not stage.from_stage_ids:
                raise ValidationError(
                    self.env._(
                        "Stage %(stage)s: say from which stages idle customers get "
                        "here, or everybody would.",
                        stage=stage.name,
                    )
                )

    @api.model
    @tools.ormcache()
    def _get_ways(self):
        """Return the ways that events open, in the order of the stages."""
        # Every event asks, whoever causes it.
        stages_sudo = self.sudo().search([("event_kinds", "!=", False)])
        return tuple(
            rules.Way(
                stage.id,
                frozenset(rules.event_codes(stage.event_kinds)),
                frozenset(stage.from_stage_ids.ids),
            )
            for stage in stages_sudo
        )

    @api.model
    def _get_first(self):
        # Whoever makes a customer need not read the configuration.
        return self.sudo().search([("is_first", "=", True)], limit=1)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
