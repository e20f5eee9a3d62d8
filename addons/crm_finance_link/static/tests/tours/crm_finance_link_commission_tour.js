import { registry } from "@web/core/registry";

/** The leader looks at the statement of a finished month and confirms it. */
registry.category("web_tour.tours").add("crm_finance_link_commission", {
    steps: () => [
        {
            content: "open the statement of the finished month",
            trigger: ".o_data_row:contains('2020-01') td[name='month_text']",
            run: "click",
        },
        {
            content: "its entries are there",
            trigger: ".o_form_view .o_field_widget[name='entry_ids'] .o_data_row",
        },
        {
            content: "confirm it",
            trigger: ".o_form_view button[name='action_confirm']",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "it cannot be confirmed again",
            trigger: ".o_form_view:not(:has(button[name='action_confirm']))",
        },
    ],
});
