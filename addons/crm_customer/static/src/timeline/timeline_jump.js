import { Component, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** On a phone: from the head of a long form to the customer's figures and timeline. */
export class CustomerTimelineJump extends Component {
    static template = "crm_customer.TimelineJump";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
    }

    jump() {
        const form = this.root.el.closest(".o_form_view");
        form.querySelector(".o_notebook .nav-link[name=timeline]")?.click();
        form.querySelector(".o_notebook")?.scrollIntoView({ behavior: "smooth" });
    }
}

registry.category("view_widgets").add("customer_timeline_jump", {
    component: CustomerTimelineJump,
});
