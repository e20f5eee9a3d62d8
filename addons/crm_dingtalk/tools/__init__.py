from . import approval
from . import callback
from . import meeting
from . import message
from . import people
from . import robot
from . import todo
