from odoo import models

# A customer is greeted within 20 seconds or not at all; who presses a button looks at
# his card.
URGENT = frozenset(
    {
        "change_external_contact/add_external_contact",
        "change_external_contact/add_half_external_contact",
        "template_card_event",
    }
)


class CrmConnectorEvent(models.Model):
    _inherit = "crm.connector.event"

    def _urgent_kinds(self):
        return super()._urgent_kinds() | URGENT
