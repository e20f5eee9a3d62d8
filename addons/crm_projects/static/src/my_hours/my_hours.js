import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat } from "@web/views/fields/parsers";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * My hours of a week: type into a cell, or fill up the day with one tap. A phone shows
 * one day at a time.
 */
export class MyHours extends Component {
    static template = "crm_projects.MyHours";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.state = useState({ week: null, day: 0, isBusy: false });
        onWillStart(() => this.load());
    }

    async load(day = null) {
        const week = await this.orm.call("account.analytic.line", "get_my_week", [day]);
        const today = week.days.findIndex((each) => each.is_today);
        this.state.week = week;
        this.state.day = today < 0 ? 0 : today;
    }

    page(direction) {
        const first = luxon.DateTime.fromISO(this.state.week.days[0].date);
        return this.load(direction ? first.plus({ weeks: direction }).toISODate() : null);
    }

    // On a phone one day is open, elsewhere all of them.
    get shownDays() {
        const days = this.state.week.days.map((day, index) => ({ ...day, index }));
        return this.ui.isSmall ? [days[this.state.day]] : days;
    }

    format(hours) {
        return hours ? formatFloat(hours, { digits: [16, 2], trailingZeros: false }) : "";
    }

    dayTotal(index) {
        return this.state.week.rows.reduce((sum, row) => sum + row.hours[index], 0);
    }

    rowTotal(row) {
        return row.hours.reduce((sum, hours) => sum + hours, 0);
    }

    get total() {
        return this.state.week.rows.reduce((sum, row) => sum + this.rowTotal(row), 0);
    }

    get capacity() {
        return this.state.week.days.reduce((sum, day) => sum + day.capacity, 0);
    }

    // What is missing to a full day.
    rest(day) {
        return Math.max(day.capacity - this.dayTotal(day.index), 0);
    }

    onType(row, day, ev) {
        let hours = 0;
        try {
            hours = ev.target.value.trim() ? parseFloat(ev.target.value) : 0;
        } catch {
            this.notification.add(_t("“%s” is no number of hours.", ev.target.value), {
                type: "danger",
            });
            ev.target.value = this.format(row.hours[day.index]);
            return;
        }
        return this.book(row, day, hours, ev.target);
    }

    async book(row, day, hours, input = null) {
        const seen = row.hours[day.index];
        this.state.isBusy = true;
        try {
            row.hours[day.index] = await this.orm.call(
                "account.analytic.line",
                "set_my_hours",
                [row.place, day.date, hours, seen]
            );
        } catch (error) {
            if (input) {
                input.value = this.format(seen);
            }
            throw error;
        } finally {
            this.state.isBusy = false;
        }
    }

    fill(row, day) {
        return this.book(row, day, row.hours[day.index] + this.rest(day));
    }

    add() {
        const day = this.state.week.days[this.state.day];
        this.action.doAction("crm_projects.my_hours_add_action", {
            additionalContext: {
                default_date: day.is_future ? undefined : day.date,
                is_timesheet: 1,
            },
            onClose: () => this.load(this.state.week.days[0].date),
        });
    }

    openLines() {
        this.action.doAction("hr_timesheet.act_hr_timesheet_line");
    }
}

registry.category("actions").add("crm_projects.my_hours", MyHours);
