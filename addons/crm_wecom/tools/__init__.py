from . import callback
from . import crypto
from . import external_contact
from . import login
from . import message
