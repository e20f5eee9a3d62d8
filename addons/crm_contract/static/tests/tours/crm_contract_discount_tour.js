import { registry } from "@web/core/registry";

const NO_CONFIRM = ".o_form_view:not(:has(button[name=action_confirm]))";

// A rep gave a discount: no dead button, and the reason is said.
registry.category("web_tour.tours").add("crm_contract_request_discount", {
    steps: () => [
        {
            content: "it cannot be confirmed, and says why",
            trigger: `${NO_CONFIRM} .o_confirmation_obstacle:contains(needs an approval)`,
        },
        {
            content: "ask for the approval",
            trigger: "button[name=action_request_approval]",
            run: "click",
        },
        {
            content: "it waits, still without a dead button",
            trigger: `${NO_CONFIRM} .o_approval_flow_step:contains(The Manager)`,
        },
    ],
});

// The manager sees the discount at the request and approves.
registry.category("web_tour.tours").add("crm_contract_approve_discount", {
    steps: () => [
        {
            content: "approve the discount",
            trigger: `${NO_CONFIRM} button[name=action_approve]`,
            run: "click",
        },
        {
            content: "now it may be confirmed",
            trigger:
                ".o_form_view:has(.o_field_widget[name=approval_state] .text-bg-success) button[name=action_confirm]",
        },
    ],
});
