from . import callback_crypto
from . import delivery
from . import template
