from . import (
    crm_contract,
    crm_payment_plan_line,
    project_deliverable,
    project_milestone,
)
from . import crm_receivable_report
