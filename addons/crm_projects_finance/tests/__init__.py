from . import test_board_money
from . import test_commission
from . import test_release_hold
from . import test_sign_off_before
from . import test_sign_off_due
from . import test_sign_off_property
