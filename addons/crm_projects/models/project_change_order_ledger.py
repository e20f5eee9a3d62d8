from odoo import models

# What the client has accepted does not change in SQL either: the columns that say
# what, by whom and how. It may still come into a supplement, into force, or end, and
# the contact of the signer may be merged with another one.
ACCEPTED_ROWS = """
    CREATE OR REPLACE FUNCTION project_change_order_is_accepted()
    RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.state IN ('accepted', 'contracted', 'cancelled')
               AND ROW(NEW.name, NEW.title, NEW.description, NEW.reason, NEW.price,
                       NEW.amount_total, NEW.added_rounds, NEW.project_id,
                       NEW.deliverable_id, NEW.version_id, NEW.sent_at,
                       NEW.sent_sha256, NEW.signed_by, NEW.signed_at, NEW.signed_ip,
                       NEW.signed_sha256, NEW.sign_method,
                       NEW.scan_name, NEW.scan_sha256, NEW.recorded_by_id)
               IS NOT DISTINCT FROM
                   ROW(OLD.name, OLD.title, OLD.description, OLD.reason, OLD.price,
                       OLD.amount_total, OLD.added_rounds, OLD.project_id,
                       OLD.deliverable_id, OLD.version_id, OLD.sent_at,
                       OLD.sent_sha256, OLD.signed_by, OLD.signed_at, OLD.signed_ip,
                       OLD.signed_sha256, OLD.sign_method,
                       OLD.scan_name, OLD.scan_sha256, OLD.recorded_by_id) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION
            'change order % is accepted by the client: it neither changes nor goes',
            OLD.name;
    END $$;
    DROP TRIGGER IF EXISTS project_change_order_accepted ON project_change_order;
    CREATE TRIGGER project_change_order_accepted
    BEFORE DELETE OR UPDATE ON project_change_order
    FOR EACH ROW WHEN (OLD.state IN ('accepted', 'contracted'))
    EXECUTE FUNCTION project_change_order_is_accepted();
"""


class ProjectChangeOrder(models.Model):
    """An accepted change is a fact for the database, too."""

    _inherit = "project.change.order"

    def init(self):
        result = super().init()
        self.env.cr.execute(ACCEPTED_ROWS)
        return result
