from . import account_move
from . import crm_commission_statement
from . import crm_contract
from . import crm_contract_certificate
from . import crm_dunning_run
from . import crm_payment_plan_line
from . import res_company
