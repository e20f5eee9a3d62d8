import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_projects_hours", {
    steps: () => [
        {
            content: "type today's hours",
            trigger: "tr:contains('Tour drawings') td:has(.o_fill) .o_hours",
            run: "edit 3.5 && press Tab",
        },
        { trigger: ".o_week_total:contains('3.5')" },
    ],
});

registry.category("web_tour.tours").add("crm_projects_workload", {
    steps: () => [
        {
            content: "open this week's work of the lead",
            trigger: ".o_crm_workload_table tr:contains('lead') td button:not([disabled])",
            run: "click",
        },
        {
            content: "the deliverable is behind the figure",
            trigger: ".o_list_view td:contains('Tour drawings')",
        },
    ],
});
