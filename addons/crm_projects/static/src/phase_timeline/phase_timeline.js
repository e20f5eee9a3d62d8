import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { TimelineController } from "@web_timeline/views/timeline/timeline_controller.esm";
import { TimelineModel } from "@web_timeline/views/timeline/timeline_model.esm";
import { TimelineRenderer } from "@web_timeline/views/timeline/timeline_renderer.esm";
import { TimelineView } from "@web_timeline/views/timeline/timeline_view.esm";

const { DateTime } = luxon;
const ACTUAL = "actual_";
// A bar ends with the last of its days, not with the beginning of it.
const LAST = { hours: 23, minutes: 59 };
// How much of a long portfolio is shown first.
const WINDOW = { before: { weeks: 6 }, after: { weeks: 16 } };
const MANY = 60;
const MARGIN = { days: 3 };

/** Reads what is planned; what is moved goes through the rule of the server. */
export class PhaseTimelineModel extends TimelineModel {
    setup(params) {
        // Rights are asked for as Odoo 19 does; the older call is deprecated there.
        const orm = this.orm;
        this.orm = Object.assign(Object.create(orm), {
            call: (model, method, args = [], kwargs = {}) =>
                method === "check_access_rights"
                    ? orm.call(model, "has_access", [[], args[0]])
                    : orm.call(model, method, args, kwargs),
        });
        super.setup(params);
    }

    _get_event_dates(record) {
        const [start, stop] = super._get_event_dates(record);
        return [start, (stop || start).plus(LAST)];
    }

    _event_data_transform(record) {
        const item = super._event_data_transform(record);
        const isMovable = Boolean(record.can_replan);
        return {
            ...item,
            style: "",
            className: `o_phase_${record.delay_state || record.risk || "planned"}`,
            editable: { updateTime: isMovable, updateGroup: false, remove: false },
            title: this.says(record),
        };
    }

    says(record) {
        const parts = [record.display_name];
        const project = record.project_id && record.project_id[1];
        if (project) {
            parts.push(project);
        }
        parts.push(`${record[this.date_start] || "-"} → ${record[this.date_stop] || "-"}`);
        if (record.actual_start_date) {
            parts.push(
                _t("Actual: %(start)s → %(end)s", {
                    start: record.actual_start_date,
                    end: record.reached_date || _t("today"),
                })
            );
        }
        return parts.map((each) => each.replace(/[<>&]/g, " ")).join(" · ");
    }

    /** What really happened, as a thin bar below the planned one. */
    actual(record) {
        const start = DateTime.fromISO(record.actual_start_date);
        const end = record.reached_date
            ? DateTime.fromISO(record.reached_date)
            : DateTime.now().startOf("day");
        const group = record[this.last_group_bys[0]];
        return {
            id: `${ACTUAL}${record.id}`,
            start: start.toJSDate(),
            end: DateTime.max(start, end).plus(LAST).toJSDate(),
            group: Array.isArray(group) ? group[0] : -1,
            content: "",
            evt: record,
            className: "o_phase_actual",
            editable: false,
            title: this.says(record),
        };
    }

    move(id, start, end) {
        return this.orm.call(this.model_name, "action_move_planned", [[id], start, end]);
    }
}

export class PhaseTimelineController extends TimelineController {
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    openItem(id, isEditable) {
        return super.openItem(Number(String(id).replace(ACTUAL, "")), isEditable);
    }

    async internalMove() {
        const moves = this.moveQueue.splice(0);
        try {
            for (const { id, data, callback } of moves) {
                callback(null); // the bar goes back; what is true is read again
                const sentence = await this.model.move(
                    id,
                    data[this.date_start],
                    data[this.date_stop]
                );
                this.notification.add(sentence, { type: "success" });
            }
        } finally {
            await this.model.load(this.getSearchProps());
            this.render();
        }
    }
}

export class PhaseTimelineRenderer extends TimelineRenderer {
    setup() {
        super.setup();
        Object.assign(this.options, {
            multiselect: false,
            format: { minorLabels: this.label.bind(this), majorLabels: this.head.bind(this) },
            zoomMin: 1000 * 3600 * 24 * 7,
            // Plans are made of days, however far away the reader stands.
            snap: (date) => DateTime.fromJSDate(date).startOf("day").toJSDate(),
            order: (one, other) => this.rank(one) - this.rank(other) || one.start - other.start,
        });
    }

    /** Planned bars come first; what really happened lies below them. */
    rank(item) {
        return String(item.id).startsWith(ACTUAL) ? 1 : 0;
    }

    /** Days and months in the words of the reader: the library speaks English alone. */
    label(moment, scale) {
        const day = DateTime.fromMillis(moment.valueOf());
        const formats = { day: "d", weekday: "ccc d", week: "d", month: "LLL", year: "yyyy" };
        return day.toFormat(formats[scale] || "T");
    }

    head(moment, scale) {
        const day = DateTime.fromMillis(moment.valueOf());
        if (scale === "month" || scale === "year") {
            return day.toFormat("yyyy");
        }
        return day.toLocaleString({ year: "numeric", month: "long" });
    }

    async on_data_loaded(records, adjustWindow) {
        const model = this.model;
        const planned = records.filter((record) => record[this.date_start]);
        const items = planned.map((record) => model._event_data_transform(record));
        const begun = records.filter((record) => record.actual_start_date);
        items.push(...begun.map((record) => model.actual(record)));
        this.timeline.setGroups(await this.split_groups(records));
        this.timeline.setItems(items);
        if (adjustWindow === false || this.isPlaced) {
            return;
        }
        this.isPlaced = items.length > 0;
        if (this.isPlaced) {
            const [start, end] = this.getWindow(items);
            this.timeline.setWindow(start, end, { animation: false });
            this.timeline.redraw();
        }
    }

    /** All of a few phases; of many, the months around today. */
    getWindow(items) {
        if (items.length > MANY) {
            const today = DateTime.now();
            return [
                today.minus(WINDOW.before).toJSDate(),
                today.plus(WINDOW.after).toJSDate(),
            ];
        }
        const first = DateTime.fromMillis(Math.min(...items.map((item) => item.start)));
        const last = DateTime.fromMillis(Math.max(...items.map((item) => item.end)));
        return [first.minus(MARGIN).toJSDate(), last.plus(MARGIN).toJSDate()];
    }

    async split_groups(records) {
        const name = this.model.last_group_bys[0];
        const groups = new Map();
        for (const record of records) {
            const [id, label] = record[name] || [-1, _t("Not assigned")];
            if (!groups.has(id)) {
                const content = document.createElement("span");
                content.textContent = label;
                groups.set(id, { id, content, order: id === -1 ? -1 : groups.size });
            }
        }
        return [...groups.values()];
    }
}

export const PhaseTimelineView = {
    ...TimelineView,
    Model: PhaseTimelineModel,
    Controller: PhaseTimelineController,
    Renderer: PhaseTimelineRenderer,
};

registry.category("views").add("phase_timeline", PhaseTimelineView);
