import { registry } from "@web/core/registry";

/** A salesperson makes a change order of a deliverable and sends it to the client. */
registry.category("web_tour.tours").add("crm_projects_change", {
    steps: () => [
        {
            content: "open the deliverable that is with the client",
            trigger: ".o_data_row:has(.text-bg-info) td[name='name']",
            run: "click",
        },
        {
            content: "its round is said",
            trigger: ".o_field_widget[name='round_note']:contains(1)",
        },
        {
            content: "begin a change order",
            trigger: "button[name='action_new_change_order']:not(.d-none)",
            run: "click",
        },
        {
            content: "what changes",
            trigger: ".o_field_widget[name='description'] textarea",
            run: "edit The door is wider",
        },
        {
            content: "what it costs",
            trigger: ".o_field_widget[name='price'] input",
            run: "edit 500",
        },
        {
            content: "send it",
            trigger: "button[name='action_send']",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "it is with the client now",
            trigger: "button[name='action_preview_portal']",
        },
    ],
});
