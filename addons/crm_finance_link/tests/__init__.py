from . import (
    test_access,
    test_invoice,
    test_payment,
    test_plan,
    test_pool,
    test_split,
    test_supplement,
    test_supplement_property,
    test_sweep,
    test_timeline,
    test_tour,
    test_workbench,
)
