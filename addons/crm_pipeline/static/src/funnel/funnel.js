import { Component, onWillStart, useState } from "@odoo/owl";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { serializeDate } from "@web/core/l10n/dates";

const { DateTime } = luxon;

/**
 * The funnel of the opportunities one may see, and the forecast against the targets.
 * Every figure opens the records that it counts.
 */
export class CrmFunnel extends Component {
    static template = "crm_pipeline.Funnel";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({
            tab: "funnel",
            filters: {
                user_id: false,
                team_id: false,
                source_id: false,
                ...this.periodDates("year"),
            },
            period: "year",
            options: { user_id: [], team_id: [], source_id: [] },
            funnel: { stages: [] },
            forecast: { months: [] },
            isLoading: true,
            canExport: false,
        });
        onWillStart(async () => {
            const [options, canExport] = await Promise.all([
                this.orm.call("crm.funnel", "get_options", []),
                user.hasGroup("base.group_allow_export"),
                this.load(),
            ]);
            Object.assign(this.state, { options, canExport });
        });
    }

    get periods() {
        return [
            { id: "quarter", name: _t("This quarter") },
            { id: "year", name: _t("This year") },
            { id: "twelve", name: _t("Last 12 months") },
            { id: "all", name: _t("All") },
            { id: "custom", name: _t("From – to") },
        ];
    }

    get selects() {
        return [
            { name: "user_id", title: _t("All salespeople") },
            { name: "team_id", title: _t("All teams") },
            { name: "source_id", title: _t("All sources") },
        ].map((select) => ({ ...select, options: this.state.options[select.name] }));
    }

    periodDates(period) {
        const now = DateTime.now();
        const starts = {
            quarter: now.startOf("quarter"),
            year: now.startOf("year"),
            twelve: now.minus({ months: 12 }).startOf("month"),
        };
        const start = starts[period];
        return { date_from: start ? serializeDate(start) : false, date_to: false };
    }

    async load() {
        // The answer to the last question counts, whichever comes first.
        const question = (this.question = Symbol());
        this.state.isLoading = true;
        const filters = { ...this.state.filters };
        // The forecast looks ahead: a period in the past is the funnel's alone.
        const { date_from, date_to, ...who } = filters;
        const ahead =
            this.state.period === "custom" ? { ...who, date_from, date_to } : who;
        const [funnel, forecast] = await Promise.all([
            this.orm.call("crm.funnel", "get_data", [filters]),
            this.orm.call("crm.funnel", "get_forecast", [ahead]),
        ]);
        if (question === this.question) {
            Object.assign(this.state, { funnel, forecast, isLoading: false });
        }
    }

    async onSelect(name, ev) {
        this.state.filters[name] = Number(ev.target.value) || false;
        await this.load();
    }

    async onPeriod(ev) {
        this.state.period = ev.target.value;
        if (this.state.period !== "custom") {
            Object.assign(this.state.filters, this.periodDates(this.state.period));
            await this.load();
        }
    }

    async onDate(name, ev) {
        this.state.filters[name] = ev.target.value || false;
        await this.load();
    }

    money(amount) {
        return formatMonetary(amount, {
            currencyId: (this.state.funnel.currency || {}).id,
            digits: [0, 0],
        });
    }

    percent(part) {
        return part === null || part === undefined || part === false
            ? "–"
            : `${formatFloat(part * 100, { digits: [0, 0] })} %`;
    }

    days(days) {
        return days || days === 0 ? formatFloat(days, { digits: [0, 1] }) : "–";
    }

    width(stage) {
        const most = Math.max(...this.state.funnel.stages.map((each) => each.reached), 1);
        return `width: ${Math.max((100 * stage.reached) / most, 2)}%`;
    }

    /** The parts of a month's bar, of the greatest of its figures. */
    monthWidths(month) {
        const most = Math.max(
            ...this.state.forecast.months.map((each) =>
                Math.max(each.won + each.weighted, each.target)
            ),
            1
        );
        const part = (amount) => `${(100 * amount) / most}%`;
        return {
            won: `width: ${part(month.won)}`,
            weighted: `width: ${part(month.weighted)}`,
            target: `left: ${part(month.target)}`,
        };
    }

    openRecords(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain,
            context: { active_test: false, create: false },
        });
    }

    openStage(stage, kind) {
        const names = {
            open: stage.name,
            lost: _t("%s: lost", stage.name),
            reached: _t("%s or further", stage.name),
        };
        return this.openRecords(names[kind], stage.domains[kind]);
    }

    openUndated() {
        return this.openRecords(
            _t("Without a closing day"),
            this.state.forecast.undated.domain
        );
    }

    exportXlsx() {
        return download({
            url: "/crm_pipeline/funnel.xlsx",
            data: { filters: JSON.stringify(this.state.filters) },
        });
    }
}

registry.category("actions").add("crm_pipeline.funnel", CrmFunnel);
