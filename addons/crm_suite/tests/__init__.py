from . import test_card_approval
from . import test_chinese_chart
from . import test_demo_company
from . import test_privacy
from . import test_roles
