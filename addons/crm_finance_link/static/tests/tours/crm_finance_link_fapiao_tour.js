import { registry } from "@web/core/registry";

/** The salesperson applies for the fapiao on the instalment that was invoiced. */
registry.category("web_tour.tours").add("crm_finance_link_fapiao_apply", {
    steps: () => [
        {
            content: "open the instalment",
            trigger: ".o_data_row td[name='name']",
            run: "click",
        },
        {
            content: "apply for its fapiao",
            trigger: ".o_form_view button[name='action_apply_fapiao']",
            run: "click",
        },
        {
            content: "the buyer is filled in; only the mail is missing",
            trigger: ".o_form_view .o_field_widget[name='email'] input",
            run: "edit fapiao@example.com",
        },
        {
            content: "send it to finance",
            trigger: ".o_form_view button[name='action_apply']",
            run: "click",
        },
        {
            content: "it waits for finance",
            trigger: ".o_form_view button[name='action_withdraw']",
        },
    ],
});

/** Finance takes it from the workbench's list and brings the number back. */
registry.category("web_tour.tours").add("crm_finance_link_fapiao_issue", {
    steps: () => [
        {
            content: "open the application",
            trigger: ".o_data_row td[name='buyer_name']",
            run: "click",
        },
        {
            content: "issue it",
            trigger: ".o_form_view button[name='action_issue']",
            run: "click",
        },
        {
            content: "type the number",
            trigger: ".modal .o_field_widget[name='number'] input",
            run: "edit 24112000000012345678",
        },
        {
            content: "keep it",
            trigger: ".modal footer button[name='action_issue']",
            run: "click",
        },
        {
            content: "it is issued, all digits are there",
            trigger:
                ".o_form_view:not(:has(button[name='action_issue'])) .o_field_widget[name='number']:contains('24112000000012345678')",
        },
    ],
});
