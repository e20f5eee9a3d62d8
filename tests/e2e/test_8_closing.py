"""The rest is delivered and accepted on paper; the project is closed at the end."""

import base64

import pytest

from .odoo_client import ApiError

FILE = base64.b64encode(b"%PDF-1.4\n% the rest\n%%EOF\n").decode()


def test_8_what_is_open_keeps_the_project_open(thread, company):
    manager, project = company.manager, thread.facts.project
    with thread.step("8  an unfinished project is not closed") as records:
        with pytest.raises(ApiError) as refusal:
            manager.call("project.project", "action_close", [project])
        assert "未签认" in str(refusal.value) or "not signed" in str(refusal.value)
        facts = manager.read("project.project", project, "next_step", "closed_at")
        assert not facts["closed_at"], facts
        assert facts["next_step"], facts
        records.append(facts["next_step"])


def test_8_the_rest_is_accepted_and_the_project_is_closed(thread, company):
    manager, project = company.manager, thread.facts.project
    with thread.step("8  the rest is accepted, the project is closed") as records:
        phases = manager.search("project.milestone", ["project_id", "=", project])
        for phase in phases:
            finish(company, phase)
        manager.call("project.project", "action_close", [project])
        facts = manager.read(
            "project.project", project, "closed_at", "last_update_status", "next_step"
        )
        assert facts["closed_at"], facts
        assert facts["last_update_status"] == "done", facts
        contract = company.rep.read("crm.contract", thread.facts.contract, "state")
        assert contract["state"] in ("signed", "running"), contract
        records.append(facts["next_step"])


def finish(company, phase: int) -> None:
    """Tick off its checklist, begin it, deliver and accept all that is open."""
    manager = company.manager
    checks = manager.search("project.milestone.check", ["milestone_id", "=", phase])
    facts = manager.read("project.milestone", phase, "phase_state")
    if facts["phase_state"] == "planned":
        manager.call("project.milestone.check", "write", checks, vals={"is_done": True})
        manager.call("project.milestone", "action_start", [phase])
    items = manager.search(
        "project.deliverable",
        ["milestone_id", "=", phase],
        ["state", "!=", "signed_off"],
    )
    manager.call("project.deliverable", "write", items, vals={"needs_review": False})
    for item in items:
        accept_on_paper(company, item)


def accept_on_paper(company, item: int) -> None:
    """Upload and release a version, and record the client's signature on paper."""
    designer, manager = company.designer, company.manager
    (version,) = designer.call(
        "project.deliverable",
        "action_upload",
        [item],
        filename="成果.pdf",
        data_base64=FILE,
    )
    designer.call("project.deliverable.version", "action_release", [version])
    wizard = manager.create(
        "project.deliverable.paper.signature",
        version_id=version,
        signer_name="林总",
        scan=FILE,
        scan_name="签认单.pdf",
    )
    manager.call("project.deliverable.paper.signature", "action_record", [wizard])
