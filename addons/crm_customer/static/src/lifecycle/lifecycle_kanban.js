import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/**
 * A card dropped on another stage asks for the reason first: it stays where it was until
 * that is saved.
 */
export class LifecycleKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.action = useService("action");
    }

    async sortRecordDrop(dataRecordId, dataGroupId, params) {
        const { list } = this.props;
        const targetId = params.parent?.dataset.id;
        const isMove = list.isGrouped && list.groupByField.name === "lifecycle_stage_id";
        if (!isMove || !targetId || targetId === dataGroupId) {
            return super.sortRecordDrop(dataRecordId, dataGroupId, params);
        }
        params.parent.classList.remove("o_kanban_hover");
        const target = list.groups.find((group) => group.id === targetId);
        const source = list.groups.find((group) => group.id === dataGroupId);
        const record = source?.list.records.find(({ id }) => id === dataRecordId);
        if (!record || !target) {
            return; // drawn anew meanwhile
        }
        await this.action.doAction("crm_customer.crm_lifecycle_move_action", {
            additionalContext: {
                default_partner_id: record.resId,
                default_stage_id: target.value,
            },
        });
    }
}

registry.category("views").add("crm_lifecycle_kanban", {
    ...kanbanView,
    Renderer: LifecycleKanbanRenderer,
});
