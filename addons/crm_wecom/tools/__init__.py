from . import callback
from . import contact_list
from . import crypto
from . import customer_match
from . import external_contact
from . import message
