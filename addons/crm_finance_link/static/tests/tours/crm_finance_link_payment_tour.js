import { registry } from "@web/core/registry";

/** Finance goes from the instalment to the draft invoice, posts it and takes the money. */
registry.category("web_tour.tours").add("crm_finance_link_payment", {
    steps: () => [
        {
            content: "open the instalment that is due",
            trigger: ".o_data_row td[name='name']",
            run: "click",
        },
        {
            content: "go to its draft invoice",
            trigger: ".o_form_view button[name='action_view_invoices']",
            run: "click",
        },
        {
            content: "post it",
            trigger: "button[name='action_post']",
            run: "click",
        },
        {
            content: "the invoice is posted: look at all that is owed",
            trigger: "button[name='action_register_payment']",
            run() {
                const { action } = odoo.__WOWL_DEBUG__.root.env.services;
                return action.doAction("crm_finance_link.crm_receivable_report_action");
            },
        },
        {
            content: "by customer, and so is the workbook",
            trigger:
                ".o_list_view:has(.o_group_header) .o_control_panel button[name='action_export_xlsx']",
            run: "click",
        },
        {
            content: "back at the invoice",
            trigger:
                "body:has(button[name='action_export_xlsx']:enabled) .o_back_button",
            run: "click",
        },
        {
            content: "register the payment",
            trigger: "button[name='action_register_payment']",
            run: "click",
        },
        {
            content: "create it",
            trigger: ".modal button[name='action_create_payments']",
            run: "click",
        },
        {
            content: "the invoice is paid",
            trigger: ".o_form_view .ribbon .text-bg-success, .o_widget_web_ribbon .text-bg-success",
        },
        {
            content: "open the plan of the contract",
            trigger: "button[name='action_view_plan']",
            run: "click",
        },
        {
            content: "the instalment shows paid",
            trigger: ".o_field_widget[name='line_ids'] .text-bg-success",
        },
    ],
});
