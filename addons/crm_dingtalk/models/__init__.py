from . import crm_connector
from . import crm_connector_inbox
