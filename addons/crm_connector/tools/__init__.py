from . import base_url
from . import delivery
from . import template
