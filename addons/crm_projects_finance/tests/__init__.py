from . import test_sign_off_due
