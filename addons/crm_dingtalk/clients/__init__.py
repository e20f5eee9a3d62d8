from . import errors
from . import dingtalk
