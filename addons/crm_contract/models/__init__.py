from . import crm_contract
from . import crm_lead
from . import sale_order
from . import sale_order_approval
from . import sale_order_line
from . import sale_order_revision
