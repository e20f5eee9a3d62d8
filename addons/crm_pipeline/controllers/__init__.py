from . import crm_funnel
