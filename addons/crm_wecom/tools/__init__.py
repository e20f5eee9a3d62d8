from . import callback
from . import external_contact
from . import login
from . import message
