import { registry } from "@web/core/registry";

const card = (name) => `.o_hierarchy_node:contains(${name})`;

// From a customer to his group: companies below one another, with their figures.
registry.category("web_tour.tours").add("crm_customer_group", {
    steps: () => [
        {
            content: "open the group",
            trigger: "button[name=action_view_group]:contains(3)",
            run: "click",
        },
        {
            content: "the parent with what it is worth",
            trigger: `${card("Tour Holding")} [data-figure='lead.pending']:contains(100)`,
        },
        {
            content: "its subsidiary below; unfold it",
            trigger: `${card("Tour Daughter")} button[name=hierarchy_search_subsidiaries]`,
            run: "click",
        },
        {
            content: "the next level has no business yet",
            trigger: `${card("Tour Grandchild")}:contains(No business yet)`,
        },
        {
            content: "people are no companies; open one",
            trigger: `body:not(:has(.o_hierarchy_node:contains(Tour Contact))) ${card("Tour Daughter")}`,
            run: "click",
        },
        {
            content: "it is its form",
            trigger: ".o_form_view .o_field_widget[name=name]:contains(Tour Daughter), .o_form_view .o_field_widget[name=name] :value(Tour Daughter)",
        },
    ],
});
