from . import crm_approval_flow
from . import crm_approval_step
from . import crm_approval_request
from . import crm_approval_request_step
from . import crm_approval_decision
from . import crm_approval_mixin
from . import crm_approval_line_mixin
