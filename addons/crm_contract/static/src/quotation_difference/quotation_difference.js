import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const CLASSES = {
    added: "text-bg-success",
    removed: "text-bg-danger",
    changed: "text-bg-info",
};

/**
 * What changed between two revisions of a quotation.
 *
 * The value is what `sale.order._get_difference()` returns.
 */
export class QuotationDifference extends Component {
    static template = "crm_contract.QuotationDifference";
    static props = { ...standardFieldProps };

    get difference() {
        return this.props.record.data[this.props.name] || null;
    }

    kindLabel(kind) {
        return {
            added: _t("added"),
            removed: _t("removed"),
            changed: _t("changed"),
        }[kind];
    }

    kindClass(kind) {
        return CLASSES[kind];
    }
}

registry.category("fields").add("quotation_difference", {
    component: QuotationDifference,
    displayName: _t("Difference of Quotations"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
