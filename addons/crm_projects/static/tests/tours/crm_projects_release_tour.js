import { registry } from "@web/core/registry";

/** A designer releases the latest version of a deliverable to the client. */
registry.category("web_tour.tours").add("crm_projects_release", {
    steps: () => [
        {
            content: "open the deliverable that waits in review",
            trigger: ".o_data_row:has(.text-bg-warning) td[name='name']",
            run: "click",
        },
        {
            content: "its version is listed",
            trigger: ".o_field_widget[name='version_ids'] .o_data_row",
        },
        {
            content: "release it",
            trigger: "button[name='action_release']",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "the client's page can be opened now",
            trigger: "button[name='action_preview_portal']",
        },
    ],
});
