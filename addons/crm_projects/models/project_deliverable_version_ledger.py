from odoo import models

# Not even SQL changes what a client has signed, by mistake or on purpose. Columns
# that follow the customer (partner, company; the signer, when contacts are merged)
# and those of later versions may still be filled.
SIGNED_ROWS = """
    CREATE OR REPLACE FUNCTION project_deliverable_version_is_signed()
    RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION
            'version % of deliverable % is signed off: it neither changes nor goes',
            OLD.number, OLD.deliverable_id;
    END $$;
    DROP TRIGGER IF EXISTS project_deliverable_version_signed
        ON project_deliverable_version;
    CREATE TRIGGER project_deliverable_version_signed
    BEFORE DELETE OR UPDATE OF deliverable_id, number, filename, attachment_id,
        mimetype, sha256, size, note, user_id, state, released_at, signed_by,
        signed_at, signed_ip, signed_sha256, sign_method, scan_name, scan_sha256,
        recorded_by_id
    ON project_deliverable_version
    FOR EACH ROW WHEN (OLD.state = 'signed_off')
    EXECUTE FUNCTION project_deliverable_version_is_signed();
"""


class ProjectDeliverableVersion(models.Model):
    """A signed version is a fact for the database, too."""

    _inherit = "project.deliverable.version"

    def init(self):
        result = super().init()
        self.env.cr.execute(SIGNED_ROWS)
        return result
