from . import test_connector
from . import test_delivery
from . import test_inbox
from . import test_neutralize
from . import test_notify
from . import test_once
from . import test_security
from . import test_token
