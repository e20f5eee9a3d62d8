from . import (
    test_access,
    test_handover,
    test_invoice,
    test_payment,
    test_plan,
    test_list_costs,
    test_pool,
    test_split,
    test_sweep,
    test_timeline,
    test_tour,
    test_workbench,
)
