import { registry } from "@web/core/registry";

// A rep records a visit in two clicks and sees it in the customer's timeline.
registry.category("web_tour.tours").add("crm_pipeline_timeline", {
    steps: () => [
        {
            content: "the timeline is the first thing on the customer's form",
            trigger: ".o_customer_timeline",
        },
        {
            content: "a visit",
            trigger: ".o_follow_up_buttons button[data-kind=Visit]",
            run: "click",
        },
        {
            content: "say what came of it",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Walked through the site with Mr Zhao",
        },
        {
            content: "save",
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        {
            content: "it stands in the timeline",
            trigger:
                ".o_customer_timeline_line[data-kind=interaction]:contains(Visit):contains(Walked through the site)",
        },
        {
            content: "and above it: reached today",
            trigger: ".o_customer_figure[data-figure='follow_up.last']:contains(today)",
        },
        {
            content: "filter by opportunities",
            trigger: ".o_customer_timeline_filters button[data-kind=lead]",
            run: "click",
        },
        {
            content: "the visit is out of the way",
            trigger: ".o_customer_timeline:not(:has([data-kind=interaction].o_customer_timeline_line))",
        },
        {
            content: "open the opportunity from its line",
            trigger: ".o_customer_timeline_line[data-kind=lead]:contains(Tour Gallery)",
            run: "click",
        },
        {
            content: "it tells the customer's story, too",
            trigger:
                ".o_form_view:has(.o_field_widget[name=expected_revenue]) .nav-link[name=timeline]",
            run: "click",
        },
        {
            content: "the visit is there",
            trigger: ".o_customer_timeline_line:contains(Walked through the site)",
        },
    ],
});
