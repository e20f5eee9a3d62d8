import { Component, onWillStart, useState } from "@odoo/owl";
import { formatList } from "@web/core/l10n/utils";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";
import { LEVEL_CLASSES } from "./workbench_card";

/**
 * What waits for the people whom the user leads, who has most overdue first. A number
 * unfolds its records; they open, or go to a colleague by one choice.
 */
export class WorkbenchTeam extends Component {
    static template = "crm_pipeline.WorkbenchTeam";
    static props = { tell: Function };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.me = user.userId;
        this.state = useState({
            team: null,
            teamId: false,
            isAll: false,
            unfolded: null,
            busy: false,
        });
        onWillStart(async () => {
            this.state.team = await this.call("load_team");
        });
    }

    call(method, ...args) {
        return this.orm.call("crm.workbench", method, args);
    }

    // -- what is shown -----------------------------------------------------------

    get team() {
        return this.state.team;
    }

    get people() {
        const teamId = this.state.teamId;
        return this.team.people.filter((person) => !teamId || person.teams.includes(teamId));
    }

    /** Who has nothing to do is named together, behind those who have. */
    get busyPeople() {
        return this.people.filter((person) => person.open);
    }

    get freeNames() {
        const free = this.people.filter((person) => !person.open);
        return free.length ? formatList(free.map((person) => person.name)) : "";
    }

    get sums() {
        const sum = (key) => this.people.reduce((total, person) => total + person[key], 0);
        return { late: sum("late"), open: sum("open") };
    }

    kindsOf(person) {
        return this.team.kinds.filter((kind) => person.kinds[kind.key]);
    }

    teamNames(person) {
        return this.team.teams
            .filter((team) => person.teams.includes(team.id))
            .map((team) => team.name)
            .join(" · ");
    }

    avatar(person) {
        return imageUrl("res.users", person.id, "avatar_128");
    }

    levelClass(card) {
        return LEVEL_CLASSES[card.level];
    }

    isUnfolded(person, kind) {
        const unfolded = this.state.unfolded;
        return Boolean(
            unfolded && unfolded.person === person.id && (!kind || unfolded.kind === kind.key)
        );
    }

    get unfoldedKind() {
        return this.team.kinds.find((kind) => kind.key === this.state.unfolded.kind);
    }

    moreLabel(person) {
        return _t("Show all %(count)s", {
            count: person.kinds[this.state.unfolded.kind].open,
        });
    }

    receivers(person) {
        return this.team.people.filter((each) => each.id !== person.id);
    }

    // -- acts --------------------------------------------------------------------

    chooseTeam(teamId) {
        this.state.teamId = teamId;
        this.state.unfolded = null;
    }

    async toggle(person, kind) {
        await this.during(async () => {
            if (this.isUnfolded(person, kind)) {
                this.state.unfolded = null;
                return;
            }
            const cards = await this.call("load_team_cards", kind.key, person.id);
            this.state.unfolded = { person: person.id, kind: kind.key, cards };
        });
    }

    async openAll(person) {
        const kind = this.state.unfolded.kind;
        await this.action.doAction(await this.call("get_team_action", kind, person.id));
    }

    async open(card) {
        const [resModel, resId] = card.open;
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async remind(person) {
        await this.during(async () => {
            const message = await this.call("remind_member", person.id);
            this.notification.add(message, { type: "success" });
        });
    }

    async reassign(person, card, ev) {
        const receiver = Number(ev.target.value);
        if (!receiver) {
            return;
        }
        ev.target.value = "";
        await this.during(async () => {
            const answer = await this.call(
                "reassign",
                card.kind,
                card.res_id,
                person.id,
                receiver
            );
            const type = answer.is_gone ? "warning" : "success";
            this.notification.add(answer.message, { type });
            this.state.team = answer.team;
            const { cards, ...unfolded } = this.state.unfolded;
            const left = cards.filter((each) => each.res_id !== card.res_id);
            this.state.unfolded = left.length ? { ...unfolded, cards: left } : null;
        });
    }

    /** One thing at a time; what the server refuses in a sentence is said. */
    async during(run) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await run();
        } catch (error) {
            this.props.tell(error);
        } finally {
            this.state.busy = false;
        }
    }
}
