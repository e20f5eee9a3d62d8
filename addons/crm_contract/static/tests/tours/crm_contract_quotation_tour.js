import { registry } from "@web/core/registry";

// A rep asks for the approval of a quotation and revises it.
registry.category("web_tour.tours").add("crm_contract_request_approval", {
    steps: () => [
        {
            content: "no contract without an approval",
            trigger:
                ".o_form_view:not(:has(button[name=action_create_contract])) button[name=action_request_approval]",
            run: "click",
        },
        {
            content: "the banner says for whom it waits",
            trigger: ".o_approval_flow_step:contains(The Manager):contains(next)",
        },
        {
            content: "the rep himself is offered no approval",
            trigger:
                ".o_form_view:not(:has(button[name=action_approve])):not(:has(button[name=action_request_approval]))",
        },
    ],
});

// The manager approves on the quotation itself.
registry.category("web_tour.tours").add("crm_contract_approve", {
    steps: () => [
        {
            content: "approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "it is approved",
            trigger: ".o_field_widget[name=approval_state] .text-bg-success",
        },
    ],
});

// The rep makes the contract and records that it is signed.
registry.category("web_tour.tours").add("crm_contract_sign", {
    steps: () => [
        {
            content: "make the contract",
            trigger: "button[name=action_create_contract]",
            run: "click",
        },
        {
            content: "the contract opens with the project's name",
            trigger: ".o_field_widget[name=title] input:value(Tour Gallery)",
        },
        {
            content: "record the signature",
            trigger: "button[name=action_sign]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "it is signed, and its title is no input any more",
            trigger:
                ".o_form_view:not(:has(.o_field_widget[name=title] input)) .o_arrow_button_current[data-value=signed]",
        },
    ],
});
