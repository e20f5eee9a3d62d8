from . import controllers
from . import models
from . import wizard
from .hooks import drop_total_trigger
