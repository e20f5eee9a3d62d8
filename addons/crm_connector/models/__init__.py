from . import crm_connector
from . import crm_connector_token
from . import crm_connector_identity
from . import crm_connector_rule
from . import crm_connector_message
from . import crm_connector_event
from . import crm_business_event
