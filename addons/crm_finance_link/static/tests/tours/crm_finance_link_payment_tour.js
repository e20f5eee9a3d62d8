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
