from . import clients
from . import controllers
from . import models
