from . import delivery
from . import template
