import { registry } from "@web/core/registry";

// The manager pressed the button of a card in WeCom: the quotation says so.
registry.category("web_tour.tours").add("crm_suite_approved_by_card", {
    steps: () => [
        {
            content: "nothing waits for him any more",
            trigger: ".o_form_view:not(:has(button[name=action_approve]))",
        },
        {
            content: "the quotation is approved",
            trigger: ".o_field_widget[name=approval_state] .text-bg-success",
        },
    ],
});
