from . import crypto
from . import message
