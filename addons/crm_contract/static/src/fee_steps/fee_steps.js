import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ROW_CLASSES = {
    fee: "fw-bold table-active",
    total: "fw-bold table-active",
};

/**
 * How a design fee was reckoned, one step a row.
 *
 * The value is what `crm.fee.wording._say_steps()` returns.
 */
export class FeeSteps extends Component {
    static template = "crm_contract.FeeSteps";
    static props = { ...standardFieldProps };

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    rowClass(step) {
        return ROW_CLASSES[step.kind] || "";
    }
}

registry.category("fields").add("fee_steps", {
    component: FeeSteps,
    displayName: _t("Steps of a Fee"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
