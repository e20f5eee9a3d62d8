from . import models
from .hooks import check_trigram_search
