import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What a handover takes along: one card a kind of record, each opens its records.
 */
export class HandoverPreview extends Component {
    static template = "crm_customer.HandoverPreview";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name] || { rows: [], left: "" };
    }

    get hint() {
        return this.props.record.data.user_id
            ? _t("This colleague has nothing that could be handed over.")
            : _t("Choose a colleague: all that goes along appears here.");
    }

    /** Run a method of the handover, which is saved before: it may be new. */
    async run(method, key) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const args = [[record.resId], key];
        this.action.doAction(await this.orm.call(record.resModel, method, args));
    }
}

registry.category("fields").add("handover_preview", {
    component: HandoverPreview,
    supportedTypes: ["json"],
});
