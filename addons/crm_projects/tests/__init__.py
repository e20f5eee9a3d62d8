from . import (
    test_access,
    test_contract_project,
    test_list_costs,
    test_pool,
    test_portal,
    test_progress,
    test_query_counts,
    test_sign_off,
    test_timeline,
    test_tour,
    test_upload,
    test_workbench,
)
