from . import crm_business_event
from . import crm_ownership
from . import crm_ownership_mixin
from . import crm_lead
from . import res_partner
from . import res_partner_ownership
