import { registry } from "@web/core/registry";

// A manager splits a conflict 60 to 40, from the registration itself.
registry.category("web_tour.tours").add("crm_pipeline_arbitration", {
    steps: () => [
        {
            content: "the evidence is there, with its score",
            trigger: ".alert-warning:contains(%):contains(same phone)",
        },
        {
            content: "split it",
            trigger: "button[name=action_split]",
            run: "click",
        },
        {
            content: "both are proposed",
            trigger: ".modal .o_field_widget[name=share_ids] .o_data_row:eq(1)",
        },
        {
            content: "60 to 40",
            trigger: ".modal .o_field_widget[name=preset] input[data-value='60_40']",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=share_ids] .o_data_row:eq(0):contains(60)",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Both met the customer",
        },
        {
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "it is converted, and the shares stand on the form",
            trigger: ".o_field_widget[name=share_ids] .o_data_row:contains(60)",
        },
        {
            trigger: ".alert-info:contains(Both met the customer)",
        },
    ],
});
