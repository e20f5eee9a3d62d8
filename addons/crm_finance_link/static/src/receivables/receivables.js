import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * What customers owe, when money is expected, and how much of it comes in.
 * Every figure opens the records that it counts.
 */
export class Receivables extends Component {
    static template = "crm_finance_link.Receivables";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({
            filters: { user_id: false, team_id: false, day: false, months: 6 },
            options: { user_id: [], team_id: [] },
            data: null,
            rateBy: "months",
            isLoading: true,
            canExport: false,
        });
        onWillStart(async () => {
            const [options, canExport] = await Promise.all([
                this.orm.call("crm.receivable.dashboard", "get_options", []),
                user.hasGroup("base.group_allow_export"),
                this.load(),
            ]);
            Object.assign(this.state, { options, canExport });
        });
    }

    get selects() {
        return [
            { name: "user_id", title: _t("All salespeople") },
            { name: "team_id", title: _t("All teams") },
        ]
            .map((select) => ({ ...select, options: this.state.options[select.name] }))
            .filter((select) => select.options.length > 1);
    }

    get rateTabs() {
        return [
            { id: "months", name: _t("By Month") },
            { id: "people", name: _t("By Salesperson") },
            { id: "customers", name: _t("By Customer") },
        ];
    }

    get periods() {
        return [3, 6, 12, 24].map((months) => ({
            id: months,
            name: _t("Last %s months", months),
        }));
    }

    get isBooks() {
        return this.state.data.source === "books";
    }

    get rateRows() {
        return this.state.data.rate[this.state.rateBy];
    }

    get totals() {
        const ageing = this.state.data.ageing;
        const sum = (rows) => rows.reduce((total, row) => total + row.amount, 0);
        const overdue = ageing.filter((row) => row.code !== "not_due");
        const model = ageing[0].model;
        return {
            open: {
                name: this.isBooks ? _t("Open in the books") : _t("Due and open"),
                amount: sum(ageing),
                model,
                domain: this.unionDomain(ageing),
            },
            overdue: {
                name: _t("Overdue"),
                amount: sum(overdue),
                model,
                domain: this.unionDomain(overdue),
            },
            rate: { name: _t("Collection rate"), ...this.state.data.rate.total },
        };
    }

    /** Records that one of the rows counts. */
    unionDomain(rows) {
        const parts = rows.map((row) => this.closed(row.domain));
        return [...Array(parts.length - 1).fill("|"), ...parts.flat()];
    }

    /** A domain as one operand: its implicit "and" made explicit. */
    closed(domain) {
        let operands = 0;
        for (const item of domain) {
            operands += item === "!" ? 0 : typeof item === "string" ? -1 : 1;
        }
        return [...Array(operands - 1).fill("&"), ...domain];
    }

    async load() {
        // The answer to the last question counts, whichever comes first.
        const question = (this.question = Symbol());
        this.state.isLoading = true;
        const data = await this.orm.call("crm.receivable.dashboard", "get_data", [
            { ...this.state.filters },
        ]);
        if (question === this.question) {
            Object.assign(this.state, { data, isLoading: false });
        }
    }

    async onSelect(name, ev) {
        this.state.filters[name] = Number(ev.target.value) || false;
        await this.load();
    }

    async onDay(ev) {
        this.state.filters.day = ev.target.value || false;
        await this.load();
    }

    money(amount) {
        return formatMonetary(amount, {
            currencyId: this.state.data.currency.id,
            digits: [0, 0],
        });
    }

    percent(part) {
        return part === null || part === false
            ? "–"
            : `${formatFloat(part * 100, { digits: [0, 0] })} %`;
    }

    width(amount, rows) {
        const most = Math.max(...rows.map((row) => Math.abs(row.amount)), 1);
        const part = Math.min((100 * Math.abs(amount)) / most, 100);
        return `width: ${Math.max(part, amount ? 1 : 0)}%`;
    }

    get forecastRows() {
        const { weeks, late, later, undated, late_other } = this.state.data.forecast;
        const rows = weeks.map((week) => ({
            ...week,
            key: week.start,
            name: this.weekName(week.start),
            amount: week.amount + week.other.amount,
            plan: week,
        }));
        rows.unshift({
            ...late,
            key: "late",
            name: _t("Late, no promise"),
            amount: late.amount + late_other.amount,
            plan: late,
            other: late_other,
        });
        rows.push({ ...later, key: "later", name: _t("Later"), plan: later });
        rows.push({ ...undated, key: "undated", name: _t("No day yet"), plan: undated });
        return rows.map((row) => ({ other: { amount: 0, count: 0 }, ...row }));
    }

    weekName(start) {
        const monday = luxon.DateTime.fromISO(start);
        return `${monday.toFormat("MM-dd")} – ${monday.plus({ days: 6 }).toFormat("MM-dd")}`;
    }

    open(name, figure) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: figure.model,
            views:
                figure.model === "crm.receivable.report"
                    ? [
                          [false, "list"],
                          [false, "kanban"],
                          [false, "pivot"],
                          [false, "graph"],
                      ]
                    : [
                          [false, "list"],
                          [false, "kanban"],
                          [false, "form"],
                      ],
            domain: figure.domain,
            context: {
                create: false,
                receivables_at: this.state.filters.day,
            },
        });
    }

    openPromise(promise) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: promise.name,
            res_model: "crm.payment.promise",
            res_id: promise.id,
            views: [[false, "form"]],
        });
    }

    openCustomer(debtor) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: debtor.name,
            res_model: "res.partner",
            res_id: debtor.id,
            views: [[false, "form"]],
        });
    }

    exportXlsx() {
        const { user_id, team_id, day } = this.state.filters;
        const domain = [
            ...(user_id ? [["user_id", "=", user_id]] : []),
            ...(team_id ? [["team_id", "=", team_id]] : []),
        ];
        return download({
            url: "/crm_finance_link/receivables.xlsx",
            data: { domain: JSON.stringify(domain), day: day || "" },
        });
    }
}

registry.category("actions").add("crm_finance_link.receivables", Receivables);
