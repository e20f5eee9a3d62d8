from . import errors
from . import wecom
from . import directory
from . import approval
