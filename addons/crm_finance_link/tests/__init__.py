from . import (
    test_access,
    test_bank_at_once,
    test_bank_copies,
    test_bank_costs,
    test_bank_import,
    test_bank_match,
    test_bank_prepaid,
    test_bank_refunds,
    test_bank_tour,
    test_entries,
    test_fapiao,
    test_fapiao_files,
    test_fapiao_rights,
    test_fapiao_tour,
    test_handover,
    test_invoice,
    test_payment,
    test_plan,
    test_list_costs,
    test_pool,
    test_split,
    test_supplement,
    test_supplement_property,
    test_sweep,
    test_timeline,
    test_shares,
    test_tour,
    test_triggers,
    test_workbench,
)
from . import test_commission
from . import test_commission_product
from . import test_commission_statement
from . import test_voucher
from . import test_migration
from . import test_payment_at_once
from . import test_receipt_at_once
from . import test_receipt_import
from . import test_exchange_at_once
from . import test_promise
from . import test_receivable_dashboard
from . import test_receivable_report
from . import test_dunning
from . import test_dunning_at_once
from . import test_dunning_invoice
from . import test_dunning_notice
from . import test_receivable_tour
