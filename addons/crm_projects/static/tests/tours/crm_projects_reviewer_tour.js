import { registry } from "@web/core/registry";

/** A reviewer pins a remark on the drawing, and looks at the timeline. */
registry.category("web_tour.tours").add("crm_projects_reviewer", {
    steps: () => [
        {
            content: "click on the drawing",
            trigger: ".o_version_viewer .o_takes_remarks img",
            run: "click",
        },
        {
            content: "say what should change",
            trigger: ".o_version_remark textarea",
            run: "edit The door opens the wrong way",
        },
        {
            content: "add it",
            trigger: ".o_version_remark .btn-primary",
            run: "click",
        },
        {
            content: "it is pinned",
            trigger: ".o_version_viewer .o_deliverable_pin:not(.o_new):contains(1)",
        },
        {
            content: "open the timeline",
            trigger: "[data-menu-xmlid='crm_projects.project_phase_timeline_menu']",
            run: "click",
        },
        {
            content: "planned phases are bars",
            trigger: ".oe_timeline_view .vis-item.o_phase_planned",
        },
        {
            content: "what has begun has a bar of its own",
            trigger: ".oe_timeline_view .vis-item.o_phase_actual",
        },
    ],
});
