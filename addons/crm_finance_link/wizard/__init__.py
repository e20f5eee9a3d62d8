from . import crm_contract_accept
from . import crm_fapiao_issue
from . import crm_fapiao_refuse
from . import crm_fapiao_result
from . import crm_fapiao_result_line
