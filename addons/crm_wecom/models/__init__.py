from . import crm_connector
