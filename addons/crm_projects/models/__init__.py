from . import (
    crm_contract,
    ir_attachment,
    project_deliverable,
    project_deliverable_version,
    project_milestone,
    project_project,
)
from . import crm_lead_pool
from . import res_partner_pool
from . import crm_workbench
from . import project_deliverable_reminder
from . import project_project_timeline
from . import res_partner_timeline
from . import crm_customer_handover
