from . import (
    crm_contract,
    crm_contract_commission,
    crm_payment_plan_line,
    crm_payment_plan_line_commission,
    crm_payment_plan_line_follow,
    crm_payment_plan_line_words,
    project_deliverable,
    project_milestone,
    project_project_money,
)
from . import account_move
from . import crm_payment_plan
from . import crm_contract_hold
from . import crm_payment_plan_line_project
from . import project_deliverable_hold
from . import project_deliverable_version_hold
from . import project_release_override
from . import res_company
from . import res_config_settings
from . import crm_receivable_report
