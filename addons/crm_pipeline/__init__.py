from . import models
from .hooks import build_conflict_keys
