from . import callback
from . import message
