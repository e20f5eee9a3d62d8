from . import callback
from . import directory
from . import external_contact
from . import login
from . import message
