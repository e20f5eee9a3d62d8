import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** The export has the sums of the group that the list shows first. */
export class ReceivableListController extends ListController {
    beforeExecuteActionButton(clickParams) {
        if (clickParams.name === "action_export_xlsx") {
            const [group] = this.model.root.groupBy;
            clickParams.buttonContext = {
                ...clickParams.buttonContext,
                receivables_group: group || false,
            };
        }
        return super.beforeExecuteActionButton(clickParams);
    }
}

registry.category("views").add("crm_receivable_list", {
    ...listView,
    Controller: ReceivableListController,
});
