import { registry } from "@web/core/registry";

const column = (stage) => `.o_kanban_group:has(.o_column_title:contains(${stage}))`;
const card = (stage) => `${column(stage)} .o_kanban_record:contains(Tour Customer)`;

// A card dropped on another stage asks why; cancelled, it stays where it was.
registry.category("web_tour.tours").add("crm_customer_lifecycle", {
    steps: () => [
        {
            content: "drag the customer to another stage",
            trigger: card("Potential"),
            run: `drag_and_drop(${column("Dormant")})`,
        },
        {
            content: "it asks why; think better of it",
            trigger: ".modal:has(.o_field_widget[name=note]) button[special=cancel]",
            run: "click",
        },
        {
            content: "it is where it was",
            trigger: `body:not(:has(.modal)) ${card("Potential")}`,
            run: `drag_and_drop(${column("Dormant")})`,
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Builds nothing before 2028",
        },
        {
            content: "save",
            trigger: ".modal button[name=action_move]",
            run: "click",
        },
        {
            content: "now it has moved; move it on by its button, as on a phone",
            trigger: `${card("Dormant")} button[name=action_move_lifecycle]`,
            run: "click",
        },
        {
            content: "choose the stage",
            trigger: ".modal .o_field_widget[name=stage_id] .o_selection_badge:contains(Interested)",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Called again",
        },
        {
            content: "save",
            trigger: ".modal button[name=action_move]",
            run: "click",
        },
        {
            content: "it is there",
            trigger: card("Interested"),
        },
    ],
});
