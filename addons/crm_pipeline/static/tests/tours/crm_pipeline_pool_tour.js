import { registry } from "@web/core/registry";

// A rep finds an opportunity in the public pool, sees its contact and claims it.
registry.category("web_tour.tours").add("crm_pipeline_pool_claim", {
    steps: () => [
        {
            content: "open the pool; the counters are on its card",
            trigger: ".o_kanban_record:contains(Tour Pool) button[name=action_view_records]",
            run: "click",
        },
        {
            content: "the contact is masked in the list",
            trigger: ".o_data_row:contains(Wanted Hall) .o_data_cell[name=phone]:contains(****)",
        },
        {
            content: "look at it",
            trigger: ".o_data_row:contains(Wanted Hall) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "have the contact shown",
            trigger: ".modal button[name=action_reveal]",
            run: "click",
        },
        {
            content: "it is there in full",
            trigger: ".modal .o_field_widget[name=phone]:contains(138 5710 2231)",
        },
        {
            content: "claim it",
            trigger: ".modal button[name=action_claim]",
            run: "click",
        },
        {
            content: "it says how many more one may claim",
            trigger: ".o_notification:contains(You may claim 4 more today)",
        },
    ],
});

// A manager tries a rule that is off and sees whose records it would take.
registry.category("web_tour.tours").add("crm_pipeline_pool_simulate", {
    steps: () => [
        {
            content: "open the rule",
            trigger: ".o_data_row:contains(Tour Rule) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "it says that it is off",
            trigger: ".o_form_view .alert-warning:contains(This rule is off)",
        },
        {
            content: "simulate",
            trigger: ".o_form_view button[name=simulate]",
            run: "click",
        },
        {
            content: "the records are grouped by their owners",
            trigger: ".o_list_view .o_group_header:contains(Owner Of It)",
            run: "click",
        },
        {
            content: "the opportunity is among them",
            trigger: ".o_list_view .o_data_row:contains(Idle Hall)",
        },
    ],
});

// A rep logs a follow-up from the opportunity in two clicks.
registry.category("web_tour.tours").add("crm_pipeline_follow_up", {
    steps: () => [
        {
            content: "log a follow-up",
            trigger: ".o_follow_up_buttons button[data-kind=Call]",
            run: "click",
        },
        {
            content: "say what came of it",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Spoke with Mr Zhao about the budget",
        },
        {
            content: "save",
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        {
            content: "it counts",
            trigger: ".o_notification:contains(This follow-up counts)",
        },
    ],
});
