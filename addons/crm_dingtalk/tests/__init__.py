from . import test_adapter
from . import test_callback
from . import test_messages
from . import test_missed
