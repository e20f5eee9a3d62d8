from . import errors
from . import wecom
