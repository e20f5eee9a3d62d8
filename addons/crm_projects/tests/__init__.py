from . import (
    test_access,
    test_at_once,
    test_board,
    test_client_pages,
    test_contract_project,
    test_contract_states,
    test_dates,
    test_days,
    test_deadlines,
    test_design_project,
    test_files,
    test_handover,
    test_hours,
    test_list_costs,
    test_margin,
    test_migration,
    test_my_hours,
    test_phase_timeline,
    test_phases,
    test_pool,
    test_portal,
    test_progress,
    test_query_counts,
    test_reach,
    test_review,
    test_sign_off,
    test_silence,
    test_targets,
    test_thumbnails,
    test_timeline,
    test_tour,
    test_upload,
    test_workbench,
    test_workload,
)
from . import test_change_guards
from . import test_change_order
from . import test_rounds
from . import test_change_portal
from . import test_change_at_once
from . import test_site_visit
from . import test_site_portal
