from . import errors
from . import public_address
from . import vendor
