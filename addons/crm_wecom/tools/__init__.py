from . import callback
from . import external_contact
from . import message
