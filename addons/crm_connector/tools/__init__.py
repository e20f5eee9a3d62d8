from . import callback_crypto
from . import delivery
from . import directory
from . import local_path
from . import login
from . import template
from . import vendor_approval
