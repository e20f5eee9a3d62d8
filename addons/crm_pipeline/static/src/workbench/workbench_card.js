import { Component, useEffect, useRef, useState } from "@odoo/owl";

export const LEVEL_CLASSES = {
    late: "text-bg-danger",
    today: "text-bg-warning",
    soon: "text-bg-info",
    offer: "text-bg-success",
};

/** One thing to do: what, with whom, how pressing, and the buttons to do it. */
export class WorkbenchCard extends Component {
    static template = "crm_pipeline.WorkbenchCard";
    static props = {
        card: Object,
        kind: Object,
        asking: { type: [Object, { value: null }], optional: true },
        isBusy: Boolean,
        onAct: Function,
        onAnswer: Function,
        onCancel: Function,
        onOpen: Function,
    };

    setup() {
        this.note = useRef("note");
        this.state = useState({ isUnfolded: Boolean(this.props.card.is_unfolded) });
        useEffect(
            () => this.note.el?.focus(),
            () => [this.props.asking?.act.name]
        );
    }

    get levelClass() {
        return LEVEL_CLASSES[this.props.card.level];
    }

    get mainActs() {
        return this.props.card.acts.filter((act) => !act.is_small);
    }

    get smallActs() {
        return this.props.card.acts.filter((act) => act.is_small);
    }

    get mayAnswer() {
        const { act, note } = this.props.asking;
        return !this.props.isBusy && (!act.is_required || Boolean(note.trim()));
    }

    get hasMore() {
        return Boolean(this.props.card.rows.length);
    }

    toggle() {
        this.state.isUnfolded = !this.state.isUnfolded;
    }

    onNoteKeydown(ev) {
        if (ev.key === "Escape") {
            this.props.onCancel();
        } else if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && this.mayAnswer) {
            this.props.onAnswer();
        }
    }
}
