import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * One button for each usual kind of interaction: a click, a note, saved.
 *
 * Which kinds have a button is configured on the kinds. The row scrolls sideways on a
 * phone, so that it takes one line only.
 */
export class FollowUpButtons extends Component {
    static template = "crm_pipeline.FollowUpButtons";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ kinds: [] });
        onWillStart(async () => {
            this.state.kinds = await this.orm.searchRead(
                "crm.follow.up.kind",
                [["is_quick", "=", true]],
                ["name", "icon"]
            );
        });
    }

    async log(kind) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call(record.resModel, "action_log_follow_up", [
            [record.resId],
            kind.id,
        ]);
        this.action.doAction(action);
    }
}

registry.category("view_widgets").add("follow_up_buttons", { component: FollowUpButtons });
