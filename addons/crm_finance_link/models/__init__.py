from . import (
    account_move,
    crm_contract,
    crm_payment_plan,
    crm_payment_plan_change,
    crm_payment_plan_line,
    crm_payment_plan_line_invoice,
    crm_payment_plan_template,
    crm_payment_plan_template_line,
)
from . import crm_payment_plan_share
from . import crm_payment_plan_line_total
from . import crm_payment_plan_line_accounting
from . import crm_payment_plan_line_due
from . import crm_payment_plan_line_share
from . import crm_payment_plan_line_sweep
from . import crm_contract_acceptance
from . import crm_contract_acceptance_row
from . import product_template_phase
from . import account_move_sent
from . import crm_payment_plan_supplement
from . import crm_payment_plan_line_change
from . import crm_payment_plan_line_pause
from . import crm_contract_supplement
from . import crm_contract_state
from . import crm_lead_pool
from . import res_partner_pool
from . import crm_workbench
from . import crm_payment_plan_line_workbench
from . import account_move_workbench
from . import account_move_timeline
from . import account_payment_timeline
from . import res_partner_timeline
from . import crm_fapiao
from . import crm_fapiao_issue
from . import ir_attachment
from . import crm_file_layout_mixin
from . import crm_file_column_mixin
from . import crm_fapiao_layout
from . import crm_fapiao_layout_column
from . import crm_fapiao_export
from . import account_move_fapiao
from . import crm_payment_plan_line_fapiao
from . import crm_workbench_fapiao
from . import product_template_fapiao
from . import crm_customer_handover
from . import res_partner_group
from . import crm_commission_plan
from . import crm_commission_rule
from . import crm_commission_tier
from . import crm_commission_split
from . import crm_commission_share
from . import crm_commission_statement
from . import crm_commission_statement_file
from . import crm_commission_entry
from . import crm_commission_turn
from . import crm_commission_receipt
from . import crm_commission_booking
from . import crm_commission_expectation
from . import crm_commission_sweep
from . import crm_contract_commission
from . import account_partial_reconcile
from . import account_move_commission
from . import crm_voucher_layout
from . import crm_voucher_layout_column
from . import crm_voucher_code
from . import crm_voucher_batch
from . import crm_voucher_batch_rows
from . import crm_voucher_batch_line
from . import account_move_voucher
from . import crm_erp_receipt
from . import collection_claim_mixin
from . import crm_payment_promise
from . import crm_payment_dispute
from . import crm_payment_plan_line_collection
from . import crm_receivable_report
from . import crm_receivable_report_export
from . import crm_receivable_dashboard
from . import crm_receivable_dashboard_time
from . import crm_dunning_level
from . import crm_dunning_run
from . import crm_dunning_step
from . import crm_dunning_notice
from . import crm_dunning_notice_letter
from . import crm_payment_plan_line_dunning
from . import crm_bad_debt
from . import crm_bad_debt_step
from . import res_company_collection
from . import res_config_settings_collection
from . import res_partner_collection
from . import crm_workbench_collection
