from . import crm_business_event
from . import res_partner
