from . import project_acceptance_mixin
from . import (
    crm_contract,
    crm_contract_grade,
    crm_contract_silence,
    ir_attachment,
    ir_http,
    project_role,
    project_delay,
    project_deliverable,
    project_deliverable_version,
    project_deliverable_version_signing,
    project_member,
    project_milestone,
    project_milestone_check,
    project_milestone_gate,
    project_milestone_planning,
    project_milestone_schedule,
    project_project,
    project_project_schedule,
    project_project_team,
)
from . import crm_lead_pool
from . import res_partner_pool
from . import crm_workbench
from . import project_deliverable_comment
from . import project_deliverable_client_comment
from . import project_project_portal
from . import project_project_delay
from . import project_project_risk
from . import project_project_update
from . import project_project_watch
from . import project_late_mixin
from . import project_deliverable_late
from . import project_deliverable_deadline
from . import project_task
from . import project_task_role
from . import project_milestone_assignment
from . import project_milestone_reach
from . import project_deliverable_delivery
from . import project_deliverable_version_delay
from . import project_deliverable_people
from . import project_deliverable_reminder
from . import project_deliverable_review
from . import project_deliverable_version_offline
from . import project_deliverable_version_silence
from . import project_deliverable_version_ledger
from . import project_deliverable_version_preview
from . import project_deliverable_version_review
from . import project_deliverable_upload_rules
from . import project_milestone_upload
from . import project_project_timeline
from . import res_partner_timeline
from . import project_project_pause
from . import project_project_estimate
from . import project_milestone_pause
from . import project_deliverable_pause
from . import crm_contract_supplement
from . import crm_workbench_pause
from . import crm_customer_handover
from . import account_analytic_account
from . import account_analytic_line
from . import account_analytic_line_check
from . import timesheets_analysis_report
from . import project_milestone_hours
from . import project_deliverable_hours
from . import project_project_hours
from . import project_project_cost
from . import project_margin
from . import res_users
from . import project_workload
from . import project_workload_map
from . import account_analytic_line_week
from . import project_sale_line_employee_map
from . import project_milestone_timeline
from . import project_deliverable_picture
from . import project_deliverable_version_thumbnail
from . import project_deliverable_thumbnail
from . import project_project_board
from . import project_deliverable_next_step
from . import project_deliverable_paper
from . import project_project_chatter
from . import project_project_close
from . import res_company
from . import res_company_targets
from . import res_config_settings
from . import project_change_line_mixin
from . import project_change_order
from . import project_change_effort
from . import project_change_effect
from . import project_change_order_terms
from . import project_change_order_approval
from . import project_change_order_sending
from . import project_change_order_accepting
from . import project_change_order_supplement
from . import project_change_order_force
from . import project_change_order_ledger
from . import project_change_request
from . import project_project_change
from . import project_deliverable_rounds
from . import project_deliverable_version_rounds
from . import crm_contract_rounds
from . import sale_order_change
from . import sale_order_line_change
from . import crm_workbench_change
from . import project_site_line_mixin
from . import project_site_visit
from . import project_site_attendee
from . import project_site_issue
from . import project_site_issue_late
from . import project_site_photo
from . import project_site_photo_upload
from . import project_site_visit_closing
from . import project_site_visit_report
from . import project_project_site
from . import crm_business_event_audience
