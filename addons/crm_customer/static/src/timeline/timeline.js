import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;

/**
 * All that happened with a customer: figures, filters, and one line for each fact.
 *
 * On a partner it shows the partner's customer, on any other record that of the field
 * named in the option `customer` (`partner_id` when left out). Pages follow as one
 * scrolls; an answer that comes after a newer question is dropped.
 */
export class CustomerTimeline extends Component {
    static template = "crm_customer.Timeline";
    static props = {
        ...standardWidgetProps,
        customer: { type: String, optional: true },
    };
    static defaultProps = { customer: "partner_id" };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.questions = new KeepLast();
        this.end = useRef("end");
        this.state = useState({
            header: null,
            lines: [],
            cursor: false,
            kinds: [],
            isGroup: false,
            isLoading: true,
        });
        this.customerId = false;
        useRecordObserver((record) => this.follow(record));
        this.observer = new IntersectionObserver((entries) => {
            if (entries.some((entry) => entry.isIntersecting)) {
                this.loadMore();
            }
        });
        useEffect(
            (element) => {
                if (element) {
                    this.observer.observe(element);
                    return () => this.observer.unobserve(element);
                }
            },
            () => [this.end.el]
        );
        onWillUnmount(() => this.observer.disconnect());
    }

    /** Load the timeline anew when the record is about another customer. */
    follow(record) {
        const customerId = this.getCustomerId(record);
        if (customerId !== this.customerId) {
            this.customerId = customerId;
            this.state.kinds = [];
            this.state.isGroup = false;
            this.load();
        }
    }

    getCustomerId(record) {
        if (record.resModel === "res.partner") {
            return record.resId || false;
        }
        return record.data[this.props.customer]?.id || false;
    }

    get pageArguments() {
        return {
            kinds: this.state.kinds,
            is_group: this.state.isGroup,
        };
    }

    /** Show the first page, and the header unless the filter alone has changed. */
    async load({ withHeader = true } = {}) {
        if (withHeader) {
            this.state.header = null;
        }
        this.state.lines = [];
        this.state.cursor = false;
        if (!this.customerId) {
            this.state.isLoading = false;
            return;
        }
        this.state.isLoading = true;
        const ids = [this.customerId];
        const questions = [this.orm.call("res.partner", "get_timeline", [ids], this.pageArguments)];
        if (withHeader) {
            const group = { is_group: this.state.isGroup };
            questions.push(this.orm.call("res.partner", "get_timeline_header", [ids], group));
        }
        let answers;
        try {
            answers = await this.questions.add(Promise.all(questions));
        } finally {
            this.state.isLoading = false;
        }
        const [page, header] = answers;
        this.state.lines = page.lines;
        this.state.cursor = page.cursor;
        if (header) {
            this.state.header = header;
        }
    }

    async loadMore() {
        if (!this.state.cursor || this.state.isLoading) {
            return;
        }
        this.state.isLoading = true;
        const page = await this.questions
            .add(
                this.orm.call("res.partner", "get_timeline", [[this.customerId]], {
                    ...this.pageArguments,
                    cursor: this.state.cursor,
                })
            )
            .finally(() => (this.state.isLoading = false));
        this.state.lines.push(...page.lines);
        this.state.cursor = page.cursor;
    }

    // -- what is shown ---------------------------------------------------------------

    get groupLabel() {
        return _t("Whole group (%(count)s companies)", { count: this.state.header.companies });
    }

    get isEmpty() {
        return !this.state.isLoading && !this.state.lines.length;
    }

    /** The lines by day: [{ day, label, lines }]. */
    get days() {
        const days = [];
        for (const line of this.state.lines) {
            const moment = this.getMoment(line);
            const day = moment.toISODate();
            if (days.at(-1)?.day !== day) {
                days.push({ day, label: this.getDayLabel(moment), lines: [] });
            }
            days.at(-1).lines.push({
                ...line,
                time: line.is_day ? "" : moment.toFormat("HH:mm"),
                isPlanned: moment > DateTime.now(),
            });
        }
        return days;
    }

    getMoment(line) {
        // A day without an hour is the same day in every time zone.
        return deserializeDateTime(line.moment, line.is_day ? { tz: "UTC" } : {});
    }

    getDayLabel(moment) {
        const today = DateTime.now().toISODate();
        const yesterday = DateTime.now().minus({ days: 1 }).toISODate();
        switch (moment.toISODate()) {
            case today:
                return _t("Today");
            case yesterday:
                return _t("Yesterday");
        }
        return moment.toLocaleString(DateTime.DATE_MED_WITH_WEEKDAY);
    }

    // -- what people do ---------------------------------------------------------------

    toggleKind(code) {
        const { kinds } = this.state;
        this.state.kinds = kinds.includes(code)
            ? kinds.filter((kind) => kind !== code)
            : [...kinds, code];
        this.load({ withHeader: false });
    }

    showAllKinds() {
        this.state.kinds = [];
        this.load({ withHeader: false });
    }

    toggleGroup() {
        this.state.isGroup = !this.state.isGroup;
        this.load();
    }

    async openFigure(figure) {
        const args = [[this.customerId], figure.key, this.state.isGroup];
        this.action.doAction(await this.orm.call("res.partner", "action_open_figure", args));
    }

    openLine(line) {
        const isHere =
            line.res_model === this.props.record.resModel &&
            line.res_id === this.props.record.resId;
        if (!line.res_model || isHere) {
            return;
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: line.res_model,
            res_id: line.res_id,
            views: [[false, "form"]],
        });
    }
}

export const customerTimeline = {
    component: CustomerTimeline,
    extractProps: ({ attrs }) => ({ customer: attrs.customer }),
    fieldDependencies: ({ attrs }) =>
        attrs.customer ? [{ name: attrs.customer, type: "many2one" }] : [],
};

registry.category("view_widgets").add("customer_timeline", customerTimeline);
