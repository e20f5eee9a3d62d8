import {
    Component,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { WorkbenchCard } from "./workbench_card";
import { WorkbenchTeam } from "./workbench_team";

/** Who comes back to the tab after so long (ms) sees what has changed meanwhile. */
const STALE_AFTER = 30_000;
/** Several messages of one moment make one look. */
const QUIET = 1_500;

const { DateTime } = luxon;

/**
 * 今日工作台: what this person should do now, the most pressing first. One call brings
 * all of it (`crm.workbench.load`), each act answers with the board as it is then.
 */
export class Workbench extends Component {
    static template = "crm_pipeline.Workbench";
    static components = { WorkbenchCard, WorkbenchTeam };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.root = useRef("root");
        const kept = this.props.state || {};
        this.state = useState({
            board: null,
            kind: kept.kind || false,
            isLateOnly: kept.isLateOnly || false,
            isTeam: kept.isTeam || false,
            busy: false,
            asking: null,
        });
        this.loadedAt = 0;
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({
                kind: this.state.kind,
                isLateOnly: this.state.isLateOnly,
                isTeam: this.state.isTeam,
            }),
        });
        this.refreshSoon = useDebounced(() => this.refresh(), QUIET);
        useExternalListener(document, "visibilitychange", () => this.onFocus());
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        const bus = useService("bus_service");
        const listener = () => this.refreshSoon();
        bus.subscribe("mail.activity/updated", listener);
        onWillUnmount(() => bus.unsubscribe("mail.activity/updated", listener));
        onWillStart(() => this.load());
    }

    // -- what is shown -----------------------------------------------------------

    get board() {
        return this.state.board;
    }

    get greeting() {
        const hour = DateTime.local().hour;
        const values = { name: user.name };
        if (hour < 12) {
            return _t("Good morning, %(name)s", values);
        }
        return hour < 18
            ? _t("Good afternoon, %(name)s", values)
            : _t("Good evening, %(name)s", values);
    }

    get today() {
        return DateTime.local().toLocaleString({
            weekday: "long",
            month: "long",
            day: "numeric",
        });
    }

    get cards() {
        return this.board.cards.filter(
            (card) =>
                (!this.state.kind || card.kind === this.state.kind) &&
                (!this.state.isLateOnly || card.level === "late")
        );
    }

    /** Who has left his last team sees his own board again. */
    get isTeam() {
        return this.state.isTeam && this.board.has_team;
    }

    get isAllDone() {
        return !this.board.cards.length;
    }

    /** Kinds of which more exist than are drawn here. */
    get cutKinds() {
        return this.board.kinds.filter(
            (kind) =>
                kind.has_all &&
                kind.count > kind.shown &&
                (!this.state.kind || kind.key === this.state.kind)
        );
    }

    kindOf(card) {
        return this.board.kinds.find((kind) => kind.key === card.kind);
    }

    number(count) {
        return count >= this.board.limit ? `${this.board.limit - 1}+` : `${count}`;
    }

    allLabel(kind) {
        return _t("Show all %(count)s: %(kind)s", {
            count: this.number(kind.count),
            kind: kind.title,
        });
    }

    // -- loading -----------------------------------------------------------------

    async load() {
        this.setBoard(await this.orm.call("crm.workbench", "load", []));
    }

    setBoard(board) {
        this.loadedAt = Date.now();
        this.state.board = board;
        if (this.state.kind && !board.kinds.some((kind) => kind.key === this.state.kind)) {
            this.state.kind = false;
        }
        if (!board.cards.some((card) => card.level === "late")) {
            this.state.isLateOnly = false;
        }
    }

    /** Look again, unless the person is just writing or something is under way. */
    async refresh() {
        if (!this.state.busy && !this.state.asking && !document.hidden) {
            await this.load();
        }
    }

    onFocus() {
        if (!document.hidden && Date.now() - this.loadedAt > STALE_AFTER) {
            this.refreshSoon();
        }
    }

    // -- filters -----------------------------------------------------------------

    chooseKind(key) {
        this.state.kind = this.state.kind === key ? false : key;
        this.state.asking = null;
    }

    showTeam(isTeam) {
        this.state.isTeam = isTeam;
        this.state.asking = null;
    }

    toggleLate() {
        this.state.isLateOnly = !this.state.isLateOnly;
        this.state.asking = null;
    }

    // -- acts --------------------------------------------------------------------

    onAct(card, act) {
        if (act.name === "open") {
            return this.open(card);
        }
        if (act.ask) {
            this.state.asking = { id: card.id, act, note: "" };
            return;
        }
        return this.act(card, act, act.values || {});
    }

    onAnswer(card) {
        const { act, note } = this.state.asking;
        if (act.is_required && !note.trim()) {
            return;
        }
        return this.act(card, act, { ...act.values, note });
    }

    onCancel() {
        this.state.asking = null;
    }

    async act(card, act, values) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = card.id;
        const place = this.cards.findIndex((each) => each.id === card.id);
        try {
            const answer = await this.orm.call("crm.workbench", "act", [
                card.kind,
                card.res_id,
                act.name,
                values,
            ]);
            this.state.asking = null;
            await this.onDone(answer, place);
        } catch (error) {
            this.tell(error);
        } finally {
            this.state.busy = false;
        }
    }

    async onDone(answer, place) {
        if (answer.message) {
            const type = answer.is_gone ? "warning" : "success";
            this.notification.add(answer.message, { type });
        }
        if (answer.action) {
            await this.action.doAction(answer.action, { onClose: () => this.load() });
            return;
        }
        this.setBoard(answer.board);
        await Promise.resolve();
        this.focusCard(place);
    }

    /** Errors that are sentences for people are said; all others are the client's. */
    tell(error) {
        const isSentence =
            error instanceof RPCError && error.exceptionName?.startsWith("odoo.exceptions.");
        if (!isSentence) {
            throw error;
        }
        this.notification.add(error.data.message, { type: "danger" });
    }

    async openAll(kind) {
        const action = await this.orm.call("crm.workbench", "get_all_action", [kind.key]);
        await this.action.doAction(action);
    }

    async open(card) {
        if (!card.open) {
            return;
        }
        const [resModel, resId] = card.open;
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async onHint(hint) {
        await this.action.doAction(hint.action, hint.view ? { viewType: hint.view } : {});
    }

    // -- keyboard ----------------------------------------------------------------

    get elements() {
        return [...(this.root.el?.querySelectorAll(".o_crm_workbench_card") || [])];
    }

    focusCard(place) {
        const elements = this.elements;
        const element = elements[Math.min(Math.max(place, 0), elements.length - 1)];
        element?.focus({ preventScroll: false });
    }

    /** j and k walk through the cards, Enter opens the one that has the focus. */
    onKeydown(ev) {
        const isTyping = ev.target.closest?.("input, textarea, select, .modal, [contenteditable]");
        if (isTyping || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        const place = this.elements.indexOf(document.activeElement);
        if (ev.key === "j" || ev.key === "k") {
            ev.preventDefault();
            this.focusCard(ev.key === "j" ? place + 1 : place - 1);
        } else if (ev.key === "Enter" && place >= 0) {
            ev.preventDefault();
            this.open(this.cards[place]);
        }
    }
}

registry.category("actions").add("crm_workbench", Workbench);
