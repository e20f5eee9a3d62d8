from . import crm_approval_request_decide
from . import crm_approval_request_submit
from . import crm_approval_request_submit_choice
from . import crm_approval_request_hand_over
from . import crm_approval_flow_preview
