import base64

from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path

from .common import DeliverableCommon

COLUMN = "ALTER TABLE project_deliverable_version ADD COLUMN thumbnail_state varchar"
STATE = "UPDATE project_deliverable_version SET thumbnail_state = %s WHERE id >= %s"
CODE = "model._cron_draw()"


class TestMigration(DeliverableCommon):
    def _script(self, name):
        path = f"{get_module_path('crm_projects')}/migrations/{name}.py"
        return load_script(path, path.rpartition("post-")[2])

    def test_durations_become_working_days(self):
        phases = self.project.milestone_ids.sorted("sequence")
        phases[0].duration_days, phases[1].duration_days = 30, 1
        self.env.flush_all()
        script = self._script("19.0.1.1.0/post-durations_in_working_days")
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()
        self.assertEqual(phases.mapped("duration_days"), [30, 1])
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(phases.mapped("duration_days"), [21, 1])

    def test_budgeted_hours_become_allocated_hours_where_there_are_none(self):
        typed = self.project.copy({"name": "Typed in Odoo"})
        none = self.project.copy({"name": "Nothing planned"})
        hours = ((self.project, 80, 0), (typed, 80, 120), (none, 0, 0))
        for project, budget, allocated in hours:
            self.env.cr.execute(
                "UPDATE project_project SET budget_hours = %s, allocated_hours = %s "
                "WHERE id = %s",
                [budget, allocated, project.id],
            )
        self.env.invalidate_all()
        self._script("19.0.1.2.0/post-hours_of_projects").migrate(
            self.env.cr, "19.0.1.1.0"
        )
        self.env.invalidate_all()
        projects = self.project | typed | none
        self.assertEqual(projects.mapped("allocated_hours"), [80, 120, 0])

    def test_deadlines_that_differ_from_their_phase_were_set_by_hand(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_deliverable SET deadline = '2026-03-09' WHERE id = %s",
            self.concept.ids,
        )
        script = self._script("19.0.1.4.0/post-deadlines_set_by_hand")
        script.migrate(self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        own = self.project.deliverable_ids.filtered("has_own_deadline")
        self.assertEqual(own, self.concept)

    def test_pictures_of_versions_become_rows_of_their_own(self):
        waiting, drawn = (self.upload(content=b"%PDF-1.4 a"), self.upload())
        rows_sudo = self.env["project.deliverable.picture"].sudo()
        rows_sudo.search([]).unlink()
        file = self.env["ir.attachment"].create(
            {
                "name": "thumbnail",
                "raw": b"small",
                "res_model": drawn._name,
                "res_field": "thumbnail",
            }
        )
        self.env.flush_all()
        for statement, values in (
            (COLUMN, []),
            (STATE, ["waiting", 0]),
            (STATE, ["drawn", drawn.id]),
            ("UPDATE ir_attachment SET res_id = %s WHERE id = %s", [drawn.id, file.id]),
            ("UPDATE ir_act_server SET code = %s WHERE code = %s", ["0", CODE]),
        ):
            self.env.cr.execute(statement, values)
        script = self._script("19.0.1.3.0/post-pictures_of_their_own")
        script.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(waiting.thumbnail_state, "waiting")
        self.assertEqual(drawn.thumbnail_state, "drawn")
        self.assertEqual(base64.b64decode(drawn.thumbnail), b"small")
        cron = self.env.ref("crm_projects.ir_cron_draw_thumbnails").sudo()
        self.assertEqual(cron.model_id.model, rows_sudo._name)
        self.assertEqual(cron.code, CODE)
