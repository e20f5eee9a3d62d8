import { registry } from "@web/core/registry";

// Whoever keeps the flows makes one with a step, and sees where a document would go.
registry.category("web_tour.tours").add("crm_pipeline_approval_flow", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Every Registration",
        },
        {
            trigger: ".o_field_widget[name=model_id] input",
            run: "edit Customer Registration",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Customer Registration)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=model_id] input:value(Customer Registration)",
        },
        {
            trigger: ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Head of Sales",
        },
        {
            trigger: ".modal .o_field_widget[name=person_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=user_id] input",
            run: "edit The Manager",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(The Manager)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=user_id] input:value(The Manager)",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Head of Sales)",
        },
        {
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "this document would go to the manager",
            trigger:
                ".modal .o_approval_flow_step:contains(Head of Sales):contains(The Manager)",
        },
        {
            trigger: ".modal .o_field_widget[name=document_ref] input:value(First Customer)",
        },
        {
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_saved",
        },
    ],
});
