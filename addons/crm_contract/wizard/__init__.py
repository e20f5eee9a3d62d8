from . import sale_order_estimate
from . import sale_order_estimate_calculation
from . import sale_order_estimate_coefficient
