from . import test_contract
from . import test_contract_access
from . import test_gate
from . import test_lists
from . import test_pool
from . import test_revisions
from . import test_signed_contract
from . import test_tours
