from . import crm_pool_assign
from . import crm_pool_release
