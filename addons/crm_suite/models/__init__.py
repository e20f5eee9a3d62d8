from . import crm_contract
from . import crm_contract_certificate
from . import res_company
