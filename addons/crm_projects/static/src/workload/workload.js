import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const WEEKS = 12;
// As many as a phone shows without scrolling.
const WEEKS_SMALL = 4;

/**
 * People by weeks: what they have to do against what they can. A cell opens the work
 * behind it, where it is given to somebody else.
 */
export class Workload extends Component {
    static template = "crm_projects.Workload";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.state = useState({ map: null, start: this.props.state?.start || null });
        onWillStart(() => this.load());
    }

    get weeks() {
        return this.ui.isSmall ? WEEKS_SMALL : WEEKS;
    }

    get hasWork() {
        return this.state.map.people.some(
            (person) =>
                person.undated ||
                person.unplanned ||
                person.cells.some((cell) => cell.hours)
        );
    }

    async load() {
        this.state.map = await this.orm.call("project.workload", "get_heat_map", [], {
            start: this.state.start,
            weeks: this.weeks,
        });
    }

    async page(direction) {
        const first = luxon.DateTime.fromISO(this.state.map.weeks[0].start);
        this.state.start = direction
            ? first.plus({ weeks: direction * this.weeks }).toISODate()
            : null;
        await this.load();
    }

    // Never told by the colour alone.
    describe(person, cell) {
        const values = { person: person.name, hours: cell.hours, capacity: cell.capacity };
        if (cell.over) {
            return _t("%(person)s: %(hours)s of %(capacity)s hours, %(over)s too many", {
                ...values,
                over: cell.over,
            });
        }
        return _t("%(person)s: %(hours)s of %(capacity)s hours", values);
    }

    async open(person, cell) {
        const action = await this.orm.call("project.workload", "action_open_cell", [
            person.id,
            cell ? cell.week : null,
        ]);
        this.action.doAction(action);
    }
}

registry.category("actions").add("crm_projects.workload", Workload);
