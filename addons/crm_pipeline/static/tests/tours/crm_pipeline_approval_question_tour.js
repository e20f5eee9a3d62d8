import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The manager asks before he decides; left empty, the requester is asked.
tours.add("crm_pipeline_approval_ask", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(First Customer) .fw-bold",
            run: "click",
        },
        {
            trigger: ".o_approval_flow_actions button[name=action_ask]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea:visible",
            run: "edit Who signs there?",
        },
        {
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "it is in the ledger, and still his to decide",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=decision_ids] .o_data_row:contains(Who signs there?)",
        },
        {
            trigger: "button[name=action_approve]",
        },
    ],
});

// The requester answers on his document.
tours.add("crm_pipeline_approval_answer", {
    steps: () => [
        {
            trigger: ".o_approval_flow_actions button[name=action_answer]",
            run: "click",
        },
        {
            content: "the question is before his eyes",
            trigger: ".modal .alert:contains(Who signs there?)",
        },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea:visible",
            run: "edit The general manager",
        },
        {
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "nothing is left to answer",
            trigger:
                "body:not(:has(.modal)) .o_approval_flow:not(:has(button[name=action_answer]))",
        },
    ],
});
