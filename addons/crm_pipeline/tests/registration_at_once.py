from odoo.tools import SQL

from odoo.addons.crm_customer.tests.at_once import AtOnceCase


class RegistrationAtOnceCase(AtOnceCase):
    """Registrations that were committed, and what came of them, go again."""

    @classmethod
    def _forget_registrations(cls, env, registrations, user_ids):
        """Delete registrations with what they led to and what their users were told."""
        requests = registrations.approval_request_id
        leads, customers = registrations.lead_id, registrations.partner_id
        requests.activity_ids.unlink()
        env.cr.execute("ALTER TABLE crm_approval_decision DISABLE TRIGGER USER")
        cls._delete_rows(
            env,
            ("crm_approval_decision", "request_id", requests.ids),
            ("crm_approval_request_step", "request_id", requests.ids),
            ("crm_approval_request", "id", requests.ids),
            ("crm_protection_change", "lead_id", leads.ids),
            ("crm_business_event", "user_id", user_ids),
        )
        env.cr.execute("ALTER TABLE crm_approval_decision ENABLE TRIGGER USER")
        env.cr.execute("DELETE FROM crm_registration_lock")
        env.cr.execute(
            SQL(
                "UPDATE crm_registration SET state = 'draft' WHERE id = ANY(%s)",
                registrations.ids,
            )
        )
        env.invalidate_all()
        registrations.unlink()
        leads.unlink()
        customers.unlink()
