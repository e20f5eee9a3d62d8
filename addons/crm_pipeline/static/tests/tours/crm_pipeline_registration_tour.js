import { registry } from "@web/core/registry";

// A rep registers a customer and is warned while typing the name.
registry.category("web_tour.tours").add("crm_pipeline_registration", {
    steps: () => [
        {
            content: "open a new registration",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "no warning on an empty form",
            trigger:
                ".o_form_view:not(:has(.alert-warning)) .o_field_widget[name=customer_name] input",
            run: "edit 綠城裝飾設計（集團）公司",
        },
        {
            content: "fill in the site",
            trigger: ".o_field_widget[name=site_address] input",
            run: "edit 杭州市滨江区江南大道1号",
        },
        {
            content: "the warning is there before anything is saved, masked",
            trigger:
                ".alert-warning:contains(O****):not(:contains(Owner Of It)) .text-bg-warning",
        },
        {
            content: "name the project",
            trigger: ".o_field_widget[name=project_name] input",
            run: "edit 滨江展厅",
        },
        {
            content: "choose the design type",
            trigger: ".o_field_widget[name=design_type_id] input",
            run: "click",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:not(:has(.fa-spin)):first",
            run: "click",
        },
        {
            content: "the type is there before anything is saved",
            trigger: ".o_field_widget[name=design_type_id] input:value(/.+/)",
        },
        {
            content: "submit",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "it waits for the manager, and cannot be submitted again",
            trigger:
                ".o_form_view:not(:has(button[name=action_submit])) .o_approval_flow_step:contains(next)",
        },
        {
            content: "it is the submitted state",
            trigger: ".o_arrow_button_current[data-value=submitted]",
        },
    ],
});
