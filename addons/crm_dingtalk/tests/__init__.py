from . import test_adapter
from . import test_callback
from . import test_meetings
from . import test_messages
from . import test_missed
from . import test_organisation
from . import test_todos
from . import test_cards
