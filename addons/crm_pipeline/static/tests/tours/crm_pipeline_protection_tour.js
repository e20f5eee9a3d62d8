import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

// A rep extends his protection with a file that shows why, and finds it in the ledger.
registry.category("web_tour.tours").add("crm_pipeline_protection", {
    steps: () => [
        {
            content: "the protection that ends soon is found by its filter",
            trigger: ".o_searchview_facet:contains(Protection Ends Soon)",
        },
        {
            trigger: ".o_data_row:contains(Guarded Hall) .o_data_cell",
            run: "click",
        },
        {
            content: "extend it",
            trigger: "button[name=action_extend_protection]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit The customer asked for a second survey",
        },
        {
            content: "attach the evidence",
            trigger: ".modal .o_field_widget[name=attachment_ids] .o_attach",
            async run() {
                await inputFiles(
                    ".modal .o_field_widget[name=attachment_ids] .o_input_file",
                    [new File(["minutes"], "minutes.txt", { type: "text/plain" })]
                );
            },
        },
        {
            trigger:
                ".modal .o_field_widget[name=attachment_ids] .o_attachment:contains(minutes.txt)",
        },
        {
            trigger: ".modal button[name=action_extend]",
            run: "click",
        },
        {
            content: "the ledger tells milestone and extension",
            trigger: ".o_form_view:not(:has(.modal)) .nav-link[name=protection]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=protection_change_ids] .o_data_row:contains(Extended with Evidence)",
        },
        {
            trigger:
                ".o_field_widget[name=protection_change_ids] .o_data_row:contains(Milestone Reached)",
        },
    ],
});
