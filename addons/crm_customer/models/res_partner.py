from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import credit_code as credit_code_rules


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_code = fields.Char(
        string="Unified Social Credit Code",
        index="btree_not_null",
        help="The 18 characters on the business licence. The check character "
        "is verified (GB 32100-2015).",
    )
    business_event_ids = fields.One2many(
        "crm.business.event", "partner_id", string="Business Events"
    )
    business_event_count = fields.Integer(compute="_compute_business_event_count")

    def _compute_business_event_count(self):
        counts = dict(
            self.env["crm.business.event"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.business_event_count = counts.get(partner.commercial_partner_id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise_credit_code(v) for v in vals_list])

    def write(self, vals):
        return super().write(self._normalise_credit_code(vals))

    @api.model
    def _normalise_credit_code(self, vals):
        """Return ``vals`` with the credit code as it is stored."""
        if not vals.get("credit_code"):
            return vals
        code = credit_code_rules.normalise(vals["credit_code"])
        if len(code) > credit_code_rules.LENGTH:
            # Said here, because the index holds no text of any length.
            raise ValidationError(self._credit_code_problem(code))
        return {**vals, "credit_code": code}

    @api.constrains("credit_code")
    def _check_credit_code(self):
        for partner in self.filtered("credit_code"):
            problem = self._credit_code_problem(partner.credit_code)
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(partner)s: %(problem)s",
                        partner=partner.display_name or partner.name,
                        problem=problem,
                    )
                )

    @api.model
    def _credit_code_problem(self, code):
        """Say in a sentence what is wrong with ``code``; None when it is right."""
        code = credit_code_rules.normalise(code)
        problem = credit_code_rules.problem(code)
        if problem == "length":
            return self.env._(
                "The unified social credit code “%(code)s” has %(count)s characters "
                "instead of 18. Compare it with the business licence.",
                code=code[:40],
                count=len(code),
            )
        if problem == "alphabet":
            return self.env._(
                "The unified social credit code “%(code)s” has a character that "
                "cannot occur: the letters I, O, S, V and Z are not used. Compare "
                "it with the business licence.",
                code=code,
            )
        if problem == "check":
            return self.env._(
                "The unified social credit code “%(code)s” is mistyped: its last "
                "character does not fit the others. Compare it with the business "
                "licence.",
                code=code,
            )
        return None

    def action_view_business_events(self):
        """Open the customer's timeline of business events."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.crm_business_event_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        return action
