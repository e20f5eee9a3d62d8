from . import (
    crm_contract,
    crm_payment_plan_line,
    crm_payment_plan_line_words,
    project_deliverable,
    project_milestone,
    project_project_money,
)
from . import crm_receivable_report
