from . import base_partner_merge
from . import crm_follow_up_log
from . import crm_lead_extend
from . import crm_lead_lost
from . import crm_pool_assign
from . import crm_pool_release
from . import crm_registration_arbitrate
from . import crm_registration_arbitrate_share
