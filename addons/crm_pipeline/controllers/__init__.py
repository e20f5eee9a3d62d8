from . import lead_form
from . import portal
