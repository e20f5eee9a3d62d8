from . import models
from . import wizard
from .hooks import check_trigram_search
