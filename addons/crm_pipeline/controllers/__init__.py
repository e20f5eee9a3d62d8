from . import crm_funnel
from . import lead_form
from . import portal
