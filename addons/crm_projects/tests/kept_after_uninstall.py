"""What people made with Odoo's projects and what is left of it without this addon."""

import base64

# The smallest picture there is, as a drawn signature.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def make(env):
    """Make an ordinary project and a design project.

    :return: what must be found again: ``(model, id, {field: value})``
    """
    ordinary = env["project.project"].create(
        {
            "name": "Ordinary project",
            "allow_milestones": True,
            "milestone_ids": [(0, 0, {"name": "Go-live", "deadline": "2026-05-04"})],
            "task_ids": [(0, 0, {"name": "An ordinary task"})],
        }
    )
    design = _make_design_project(env)
    kept = [
        ("project.task", ordinary.task_ids.id, {"name": "An ordinary task"}),
        ("project.milestone", ordinary.milestone_ids.id, {"name": "Go-live"}),
        ("crm.contract", design.contract_id.id, {"state": "signed"}),
    ]
    for project in ordinary | design:
        names = {"name": project.name, "active": True}
        kept.append(("project.project", project.id, names))
    for phase in design.milestone_ids:
        facts = {"name": phase.name, "is_reached": phase.is_reached}
        kept.append(("project.milestone", phase.id, facts))
    return kept


def _make_design_project(env):
    """Return the project of a signed contract, with a version the client signed."""
    template = env["project.project"].search(
        [("is_template", "=", True), ("design_type_id", "!=", False)], limit=1
    )
    contract = env["crm.contract"].create(
        {
            "title": "Design project",
            "partner_id": env["res.partner"].create({"name": "Client"}).id,
            "design_type_id": template.design_type_id.id,
        }
    )
    contract.state = "signed"
    project = contract._create_design_project()
    project.milestone_ids.gate = "free"
    item = project.deliverable_ids[0]
    item.needs_review = False
    version = item.action_upload("plan.pdf", base64.b64encode(b"drawing"))
    version.action_release()
    version._sign_off("Client", SIGNATURE)
    return project
