from . import test_intake_read
from . import test_intake_customers
from . import test_intake_opportunities
from . import test_intake_rights
from . import test_intake_run
