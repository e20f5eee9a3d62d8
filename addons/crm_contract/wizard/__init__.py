from . import sale_order_compare
from . import crm_contract_paper_signature
from . import sale_order_estimate
from . import sale_order_estimate_calculation
from . import sale_order_estimate_coefficient
from . import crm_contract_change_state
from . import crm_contract_supplement
from . import sale_order_estimate_cost
