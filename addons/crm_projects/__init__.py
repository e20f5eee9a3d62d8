from . import controllers, models, wizard
from .hooks import prepare_uninstall
