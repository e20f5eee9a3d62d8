from . import errors
from . import dingtalk
from . import robot
from . import work
