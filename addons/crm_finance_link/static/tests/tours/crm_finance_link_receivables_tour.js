import { registry } from "@web/core/registry";

/** A rep looks at what is late, opens it, and records what the customer promises. */
registry.category("web_tour.tours").add("crm_finance_link_receivables", {
    steps: () => [
        {
            content: "the money is in its age",
            trigger: ".o_crm_receivables_row[name=days_30] .o_crm_receivables_amount:contains(200)",
        },
        {
            content: "open what is late",
            trigger: ".o_crm_receivables_row[name=late]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:first td[name=name]",
            run: "click",
        },
        {
            content: "he promises to pay",
            trigger: ".o_form_view button[name=action_promise]",
            run: "click",
        },
        {
            content: "in five days",
            trigger: ".modal .o_field_widget[name=date] input",
            run: "edit +5d",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit The bank releases it",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the instalment shows it",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=promise_ids] .o_data_row",
        },
        {
            content: "back on the dashboard",
            trigger: ".o_back_button, .breadcrumb-item:first a",
            run: "click",
        },
        {
            trigger: ".o_list_view",
        },
        {
            trigger: ".o_back_button, .breadcrumb-item:first a",
            run: "click",
        },
        {
            content: "the promise stands there, and nothing is late without one",
            trigger: ".o_crm_receivables:has(.o_crm_receivables_promise)",
        },
        {
            content: "by customer",
            trigger: ".o_crm_receivables .nav-link[name=customers]",
            run: "click",
        },
        {
            trigger: ".o_crm_receivables_rate_row:contains(Client Ltd)",
        },
    ],
});
