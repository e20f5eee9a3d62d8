from . import errors
from . import esign
