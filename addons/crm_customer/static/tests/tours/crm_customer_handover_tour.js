import { registry } from "@web/core/registry";

// A manager hands over a colleague's customers, after he has seen what goes.
registry.category("web_tour.tours").add("crm_customer_handover", {
    steps: () => [
        {
            content: "prepare a handover",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "who leaves",
            trigger: ".o_field_widget[name=user_id] input",
            run: "edit Who Leaves",
        },
        {
            content: "choose him",
            trigger: ".o-autocomplete--dropdown-item:contains(Who Leaves)",
            run: "click",
        },
        {
            content: "all that goes is shown at once",
            trigger: ".o_handover_row[data-kind=customer]:contains(Tour Customer) .o_handover_count:contains(1)",
        },
        {
            content: "his opportunity, too",
            trigger: ".o_handover_row[data-kind=lead] .o_handover_count:contains(1)",
        },
        {
            content: "who takes over",
            trigger: ".o_field_widget[name=receiver_id] input",
            run: "edit Who Takes Over",
        },
        {
            content: "choose her",
            trigger: ".o-autocomplete--dropdown-item:contains(Who Takes Over)",
            run: "click",
        },
        {
            content: "hand over",
            trigger: "button[name=action_hand_over]",
            run: "click",
        },
        {
            content: "it asks once",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is done, and says what went to whom",
            trigger: ".o_handover_row[data-kind=lead]:contains(Who Takes Over)",
        },
        {
            content: "look at it",
            trigger: ".o_handover_row[data-kind=lead] button",
            run: "click",
        },
        {
            content: "the opportunity is hers",
            trigger: ".o_data_row:contains(Tour Hall):contains(Who Takes Over)",
        },
    ],
});
