from odoo import api, models


class CrmBusinessEvent(models.Model):
    """Who is concerned by an event, by his place: for rules that tell more people."""

    _inherit = "crm.business.event"

    @api.model
    def _audience_kinds(self):
        """Hook: the kinds of people that a rule can name, ``{code: label}``.

        Who adds a kind answers for it in :meth:`_audience_of`.
        """
        return {
            "owner": self.env._("Owner of the customer or document"),
            "manager": self.env._("Leader of the owner's team"),
            "team": self.env._("The owner's sales team"),
        }

    def _audience_of(self, kinds):
        """Hook: the people of these kinds for this event, as superuser.

        :param set kinds: codes of :meth:`_audience_kinds`
        """
        self.ensure_one()
        event_sudo = self.sudo()  # rules are the administrator's, whoever caused it
        document_sudo = event_sudo._audience_document()
        owners = event_sudo.partner_id.user_id
        if "user_id" in document_sudo._fields:
            owner = document_sudo.user_id
            owners |= owner if owner._name == "res.users" else owners.browse()
        teams = owners.sale_team_id
        people = owners.browse()
        if "owner" in kinds:
            people |= owners
        if "manager" in kinds:
            people |= teams.user_id
        if "team" in kinds:
            people |= teams.member_ids | teams.user_id
        return people

    def _audience_document(self):
        """The document of this event; empty when it is gone."""
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()
