from . import test_credit_code
from . import test_events
from . import test_notifications
from . import test_ownership
from . import test_timeline
from . import test_visibility
