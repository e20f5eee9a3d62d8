import { registry } from "@web/core/registry";

// A manager decides in the inbox: approves one with a tap, refuses one with a reason.
registry.category("web_tour.tours").add("crm_pipeline_approval", {
    steps: () => [
        {
            content: "the evidence is on the card",
            trigger:
                ".o_kanban_record:contains(Second Customer):contains(First Customer)",
        },
        {
            content: "refuse the second",
            trigger:
                ".o_kanban_record:contains(Second Customer) button[name=action_refuse]",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Belongs to a colleague",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "approve the first",
            trigger:
                ".o_kanban_renderer:not(:has(.o_kanban_record:contains(Second Customer))) " +
                ".o_kanban_record:contains(First Customer) button[name=action_approve]",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: ".o_view_nocontent",
        },
    ],
});
