from . import controllers, models, wizard
from .hooks import drop_signed_rows_trigger
