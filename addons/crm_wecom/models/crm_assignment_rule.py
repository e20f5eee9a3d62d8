from odoo import fields, models


class CrmAssignmentRule(models.Model):
    _inherit = "crm.assignment.rule"

    channel = fields.Selection(
        selection_add=[("wecom", "WeCom")], ondelete={"wecom": "set null"}
    )

    def _assign(self, leads_sudo):
        """Leave a customer of WeCom with the colleague who talks to him."""
        for lead in leads_sudo.filtered("wecom_contact_id"):
            follows = lead.wecom_contact_id.follow_ids
            people = follows.filtered(lambda one: not one.ended_at).user_id
            if owner := people.filtered("active")[:1]:
                note = self.env._("the customer is this colleague's contact in WeCom")
                lead._with_ownership_reason("assigned", note).write(
                    {"user_id": owner.id, "assignment_note": note}
                )
        return super()._assign(leads_sudo)
