from . import controllers
from . import models
from . import wizard
from .hooks import build_conflict_keys
