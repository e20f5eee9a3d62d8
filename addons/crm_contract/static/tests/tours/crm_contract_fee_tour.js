import { registry } from "@web/core/registry";

// A rep reckons the fee by the cost, sees the steps change, and fills the lines.
registry.category("web_tour.tours").add("crm_contract_estimate_fee", {
    steps: () => [
        {
            content: "open the estimator",
            trigger: "button[name=action_estimate_fee]",
            run: "click",
        },
        {
            content: "reckon by the cost",
            trigger: ".modal .o_field_widget[name=basis] input[data-value=cost]",
            run: "click",
        },
        {
            content: "without a cost it is said what is missing",
            trigger: ".modal .o_fee_problem:contains(cost is missing)",
        },
        {
            content: "no lines are filled then",
            trigger: ".modal:not(:has(button[name=action_fill]))",
        },
        {
            content: "the cost, in ten thousands",
            trigger: ".modal .o_field_widget[name=cost] input",
            run: "edit 350 && press Tab",
        },
        {
            content: "each step is explained at once",
            trigger: ".modal tr[data-kind=between] .o_fee_how:contains(350)",
        },
        {
            content: "15 % less",
            trigger: ".modal .o_field_widget[name=float_percent] input",
            run: "edit -15 && press Tab",
        },
        {
            content: "the float is a step, too",
            trigger: ".modal tr[data-kind=float] .o_fee_how:contains(15)",
        },
        {
            content: "fill the lines",
            trigger: ".modal button[name=action_fill]",
            run: "click",
        },
        {
            content: "the stages are lines, and the evidence is a button",
            trigger:
                ".o_form_view:has(.o_data_row:contains(Construction Drawings)) button[name=action_view_estimates]",
            run: "click",
        },
        {
            content: "the evidence shows the same steps",
            trigger: ".o_form_view .o_fee_steps tr[data-kind=float]",
        },
    ],
});
