from . import crm_connector
from . import crm_connector_card
from . import crm_connector_inbox
from . import crm_wecom_contact
from . import crm_wecom_contact_way
from . import crm_wecom_follow
from . import crm_lead
from . import crm_assignment_rule
