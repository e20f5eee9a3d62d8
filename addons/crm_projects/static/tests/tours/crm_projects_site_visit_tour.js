import { registry } from "@web/core/registry";

/** A designer takes down a visit on a phone, from the project, and closes it. */
registry.category("web_tour.tours").add("crm_projects_site_visit", {
    steps: () => [
        {
            content: "begin a visit: the first tap",
            trigger: "button[name='action_new_site_visit']",
            run: "click",
        },
        {
            content: "photos can be taken at once: the second tap",
            trigger: "button[name='action_add_photos']",
            run: "click",
        },
        {
            content: "the screen that takes many",
            trigger: ".modal .o_upload_many input[accept='image/*']:not(:visible)",
        },
        {
            content: "no photo now",
            trigger: ".modal .o_upload_many button.btn-primary",
            run: "click",
        },
        {
            content: "what was found",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='summary'] textarea",
            run: "edit The ceiling is too low",
        },
        {
            content: "what a phone has no room for",
            trigger: ".o_statusbar_buttons .o-dropdown.dropdown-toggle",
            run: "click",
        },
        {
            content: "close the visit",
            trigger: ".o-dropdown--menu button[name='action_close']",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "it is closed: no more photos",
            trigger: "body:not(:has(button[name='action_add_photos']))",
        },
    ],
});
