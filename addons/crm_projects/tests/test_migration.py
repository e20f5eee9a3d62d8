from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path

from .common import DeliverableCommon

SCRIPT = "migrations/19.0.1.1.0/post-durations_in_working_days.py"


class TestMigration(DeliverableCommon):
    def test_durations_become_working_days(self):
        phases = self.project.milestone_ids.sorted("sequence")
        phases[0].duration_days, phases[1].duration_days = 30, 1
        self.env.flush_all()
        path = f"{get_module_path('crm_projects')}/{SCRIPT}"
        script = load_script(path, "durations_in_working_days")
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()
        self.assertEqual(phases.mapped("duration_days"), [30, 1])
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(phases.mapped("duration_days"), [21, 1])
