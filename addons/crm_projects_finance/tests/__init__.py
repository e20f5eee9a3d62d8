from . import test_release_hold
from . import test_sign_off_due
from . import test_commission
