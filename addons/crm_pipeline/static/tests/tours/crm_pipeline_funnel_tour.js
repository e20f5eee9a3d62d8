import { registry } from "@web/core/registry";

// A rep looks at his funnel, opens the records behind a bar, and the forecast.
registry.category("web_tour.tours").add("crm_pipeline_funnel", {
    steps: () => [
        {
            content: "the first stage counts both",
            trigger:
                ".o_crm_funnel_stage:contains(Enquiry) .o_crm_funnel_bar:contains(2)",
        },
        {
            content: "the forecast stands beside it",
            trigger: ".o_crm_funnel .nav-link[name=forecast]",
            run: "click",
        },
        {
            trigger: ".o_crm_funnel_month",
        },
        {
            trigger: ".o_crm_funnel .nav-link:contains(Sales Funnel)",
            run: "click",
        },
        {
            content: "open those who came to the second stage",
            trigger: ".o_crm_funnel_stage:contains(Concept) .o_crm_funnel_bar",
            run: "click",
        },
        {
            content: "the one record is there",
            trigger: ".o_list_view .o_data_row:contains(Concept)",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:eq(1)))",
        },
    ],
});
