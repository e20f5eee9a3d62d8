from . import quotation_portal
from . import portal
