import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The figures of a company in a row each: what is won, open, overdue. */
export class CustomerFigures extends Component {
    static template = "crm_customer.CustomerFigures";
    static props = { ...standardFieldProps };

    get figures() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("customer_figures", {
    component: CustomerFigures,
    supportedTypes: ["json"],
});
