from . import card
from . import login
