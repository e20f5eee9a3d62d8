from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestMigration(TransactionCase):
    """Jobs that break are told in older databases, too."""

    def test_jobs_of_cards_and_approvals_get_who_is_told(self):
        path = get_module_path("crm_connector") + (
            "/migrations/19.0.1.1.0/post-jobs_that_break_are_told.py"
        )
        script = load_script(path, "jobs_that_break_are_told")
        jobs = self.env.ref("crm_connector.queue_job_function_card_refresh")
        jobs |= self.env.ref("crm_connector.queue_job_function_approval_start")
        jobs.on_fail_method = False
        for version, told in ((None, False), ("19.0.1.0.0", "_on_job_failed")):
            self.env.flush_all()
            script.migrate(self.env.cr, version)
            self.env.invalidate_all()
            self.assertEqual(set(jobs.mapped("on_fail_method")), {told})
