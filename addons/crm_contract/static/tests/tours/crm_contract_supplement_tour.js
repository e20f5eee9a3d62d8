import { registry } from "@web/core/registry";

// The rep starts a contract, draws up a supplement and gets its quotation approved.
registry.category("web_tour.tours").add("crm_contract_draw_up_supplement", {
    steps: () => [
        {
            content: "work begins",
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value=running]",
        },
        {
            content: "the course says so",
            trigger: ".nav-link[name=history]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=state_change_ids] .o_data_row",
        },
        {
            content: "draw up a supplement",
            trigger: "button[name=action_add_supplement]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=change] textarea",
            run: "edit The lobby is added",
        },
        {
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 250",
        },
        {
            trigger: ".modal button[name=action_create_supplement]",
            run: "click",
        },
        {
            content: "it opens, its quotation is to be confirmed first",
            trigger:
                ".o_form_view:not(:has(button[name=action_send])) button[name=action_confirm_orders]",
            run: "click",
        },
        {
            content: "asked for; the page stays where it was",
            trigger: ".o_form_view .o_field_widget[name=parent_id]",
        },
    ],
});

// Approved: the rep confirms and records the signature on paper; the total follows.
registry.category("web_tour.tours").add("crm_contract_sign_supplement", {
    steps: () => [
        {
            trigger: "button[name=action_confirm_orders]",
            run: "click",
        },
        {
            content: "confirmed: now it can be signed",
            trigger:
                ".o_form_view:not(:has(button[name=action_confirm_orders])) .o_form_statusbar button:contains(Signed on Paper)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=signer_name] input",
            run: "edit Zhao Ming",
        },
        {
            trigger: ".modal .o_field_widget[name=scan] input[type=file]:not(:visible)",
            async run() {
                const file = new File(["scan"], "scan.pdf", { type: "application/pdf" });
                const files = new DataTransfer();
                files.items.add(file);
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: ".modal .o_field_widget[name=scan] input:value(scan.pdf)",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            content: "it goes on with its contract",
            trigger: ".o_arrow_button_current[data-value=running]",
        },
        {
            content: "to the contract",
            trigger: "button[name=action_view_parent]",
            run: "click",
        },
        {
            content: "whose own total stays, and the whole follows",
            trigger:
                ".o_form_view:has(.o_field_widget[name=amount_total]:contains(1,000)) .o_field_widget[name=amount_with_supplements]:contains(1,250)",
        },
        {
            trigger: ".nav-link[name=supplements]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=supplement_ids] .o_data_row",
        },
    ],
});
