from . import quotation_portal
from . import portal
from . import esign_callback
