from . import test_access
from . import test_changes
from . import test_deciding
from . import test_documents
from . import test_flow
from . import test_ledger
from . import test_many_requests
from . import test_people
