import { registry } from "@web/core/registry";

// A rep revises a quotation, changes its price, and reads what changed.
registry.category("web_tour.tours").add("crm_contract_compare_revisions", {
    steps: () => [
        {
            content: "compare with the revision before",
            trigger: "button[name=action_compare_revisions]",
            run: "click",
        },
        {
            content: "the line is told by its old and new price",
            trigger:
                ".modal .o_difference_line[data-kind=changed]:contains(Design fee):contains(900)",
        },
        {
            content: "so is the total",
            trigger: ".modal .o_difference_value:contains(Total):contains(900)",
        },
        {
            content: "close it",
            trigger: ".modal .modal-footer button.btn-secondary",
            run: "click",
        },
        {
            content: "the quotation is there again",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});
