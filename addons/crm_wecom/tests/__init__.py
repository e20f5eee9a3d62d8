from . import test_adapter
from . import test_callback
from . import test_customers
from . import test_login
from . import test_messages
from . import test_customer_sync
from . import test_customer_exchange
from . import test_customer_tour
