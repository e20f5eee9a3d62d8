from . import callback
from . import card
from . import external_contact
from . import login
from . import message
