from . import (
    crm_contract,
    ir_attachment,
    project_deliverable,
    project_deliverable_version,
    project_milestone,
    project_project,
)
