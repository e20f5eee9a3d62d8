from . import callback
from . import crypto
from . import external_contact
from . import jssdk
from . import login
from . import message
