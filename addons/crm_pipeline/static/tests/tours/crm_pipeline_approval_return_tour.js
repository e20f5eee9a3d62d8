import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The manager sends a registration back.
tours.add("crm_pipeline_approval_return", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(First Customer) .fw-bold",
            run: "click",
        },
        {
            content: "the flow says whose turn it is",
            trigger: ".o_approval_flow_step.border-info:contains(The Manager):contains(next)",
        },
        {
            trigger: ".o_approval_flow_actions button[name=action_return]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Name the building",
        },
        {
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "who returned it, and why",
            trigger:
                "body:not(:has(.modal)) .o_approval_flow .alert:contains(Returned by The Manager):contains(Name the building)",
        },
        {
            content: "nothing is left to decide",
            trigger: ".o_form_view:not(:has(button[name=action_approve]))",
        },
    ],
});

// The requester reads why, mends it and submits it again.
tours.add("crm_pipeline_approval_mend", {
    steps: () => [
        {
            trigger: ".o_approval_flow .alert:contains(Name the building)",
        },
        {
            trigger: ".o_field_widget[name=building] input",
            run: "edit Building 7",
        },
        {
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "it waits for the manager again",
            trigger: ".o_approval_flow_step.border-info:contains(The Manager)",
        },
        {
            content: "what was changed since is shown",
            trigger: ".o_approval_flow_changes:contains(Building 7)",
        },
        {
            trigger: ".o_approval_flow_actions button[name=action_withdraw]",
        },
    ],
});
