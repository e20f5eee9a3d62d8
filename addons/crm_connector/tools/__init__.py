from . import delivery
from . import digest
from . import directory
from . import quota
from . import routing
from . import template
from . import vendor_approval
