import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The manager lets a colleague decide while he is away.
tours.add("crm_pipeline_approval_delegate", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=to_user_id] input",
            run: "edit Second Rep",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Second Rep)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=to_user_id] input:value(Second Rep)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved .o_field_widget[name=state]:contains(Running)",
        },
    ],
});

// The colleague finds it in his inbox and decides in the manager's name.
tours.add("crm_pipeline_approval_deputy", {
    steps: () => [
        {
            trigger:
                ".o_kanban_record:contains(First Customer) button[name=action_approve]",
            run: "click",
        },
        {
            trigger: ".o_view_nocontent",
        },
    ],
});
