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
from . import project_project_pause
from . import project_milestone_pause
from . import project_deliverable_pause
from . import crm_contract_supplement
from . import crm_workbench_pause
from . import crm_customer_handover
