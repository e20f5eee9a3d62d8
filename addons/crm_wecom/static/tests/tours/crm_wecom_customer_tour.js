import { registry } from "@web/core/registry";

// Who scanned a contact way is the colleague's lead, with the source of the code.
registry.category("web_tour.tours").add("crm_wecom_customer", {
    steps: () => [
        {
            content: "the customer in WeCom became a lead",
            trigger: ".o_data_row:contains(Zhou Min) td[name=name]",
            run: "click",
        },
        {
            content: "his card says so",
            trigger: ".o_form_view .o_statusbar_status button.o_arrow_button_current:contains(Is a Lead)",
        },
        {
            content: "open the lead",
            trigger: "button[name=action_open_lead]",
            run: "click",
        },
        {
            content: "it says by which code he came",
            trigger: ".o_form_view .o_field_widget[name=name]:contains(Fair Booth), .o_form_view [name=name] textarea:value(Fair Booth)",
        },
    ],
});
