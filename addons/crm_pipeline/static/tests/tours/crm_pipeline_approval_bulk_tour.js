import { registry } from "@web/core/registry";

const select = (customer) => ({
    content: `select ${customer}`,
    trigger: `.o_data_row:contains(${customer}) .o_list_record_selector input`,
    run: "click",
});
const state = (customer, label) => ({
    content: `${customer} is ${label}`,
    trigger: `.o_data_row:contains(${customer}) .badge:contains(${label})`,
});

// Many at once in the inbox: one notification, and the reason is asked once.
registry.category("web_tour.tours").add("crm_pipeline_approval_bulk", {
    steps: () => [
        {
            content: "the list of the inbox",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "nothing is selected: no decision is offered",
            trigger: ".o_control_panel:not(:has(button[name=action_refuse]))",
        },
        {
            content: "see the own request too",
            trigger: ".o_list_view .o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Own Customer)",
        },
        select("First Customer"),
        select("Own Customer"),
        {
            trigger: ".o_selection_box:contains(2)",
        },
        {
            content: "approve both",
            trigger: ".o_control_panel button[name=action_approve]",
            run: "click",
        },
        {
            content: "one sentence says how many, the next one why not the other",
            trigger: ".o_notification:contains(1 decided):contains(it is your own request)",
        },
        state("First Customer", "Approved"),
        state("Own Customer", "Pending"),
        {
            content: "the list came back with nothing selected",
            trigger: ".o_control_panel:not(:has(button[name=action_refuse]))",
        },
        select("Second Customer"),
        select("Third Customer"),
        {
            trigger: ".o_selection_box:contains(2)",
        },
        {
            content: "refuse both",
            trigger: ".o_control_panel button[name=action_refuse]",
            run: "click",
        },
        {
            content: "one reason for all",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Registered by a colleague",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_notification:contains(2 decided)",
        },
        state("Second Customer", "Refused"),
        state("Third Customer", "Refused"),
    ],
});
