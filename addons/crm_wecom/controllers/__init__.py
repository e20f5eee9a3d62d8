from . import callback
from . import guide
from . import sidebar
