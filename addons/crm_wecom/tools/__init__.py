from . import callback
from . import card
from . import crypto
from . import external_contact
from . import message
