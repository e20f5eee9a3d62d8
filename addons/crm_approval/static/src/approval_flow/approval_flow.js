import { Component } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const STEP_ICONS = {
    done: "fa-check-circle text-success",
    open: "fa-clock-o text-info",
    refused: "fa-times-circle text-danger",
    returned: "fa-undo text-warning",
    voided: "fa-ban text-muted",
    withdrawn: "fa-ban text-muted",
    waiting: "fa-circle-o text-muted",
};

/**
 * An approval at a glance: who decided, who is next and since when, what has changed,
 * and the actions that the user has on the request beside approving and refusing.
 *
 * The value is what `crm.approval.request._progress_for_display()` returns.
 */
export class ApprovalFlow extends Component {
    static template = "crm_approval.ApprovalFlow";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get flow() {
        return this.props.record.data[this.props.name] || null;
    }

    get isPreview() {
        return !this.flow.id;
    }

    stepIcon(step) {
        return STEP_ICONS[step.state];
    }

    ruleLabel(step) {
        if (step.people.length < 2) {
            return "";
        }
        return step.rule === "all" ? _t("all of them") : _t("one of them");
    }

    personLabel(person) {
        return {
            approve: _t("approved"),
            refuse: _t("refused"),
            return: _t("returned"),
            awaited: _t("next"),
            waiting: "",
            spared: "",
        }[person.state];
    }

    personClass(person) {
        return {
            approve: "text-success",
            refuse: "text-danger",
            return: "text-warning",
            awaited: "text-info",
        }[person.state];
    }

    get endLabel() {
        const end = this.flow.end;
        const values = { user: end.who, time: this.moment(end.at) };
        return {
            approved: _t("Approved by %(user)s, %(time)s", values),
            refused: _t("Refused by %(user)s, %(time)s", values),
            returned: _t("Returned by %(user)s, %(time)s", values),
            withdrawn: _t("Withdrawn by %(user)s, %(time)s", values),
            voided: _t("Void since %(time)s: the content has changed", values),
        }[this.flow.state];
    }

    get endClass() {
        return {
            approved: "alert-success",
            refused: "alert-danger",
            returned: "alert-warning",
            withdrawn: "alert-secondary",
            voided: "alert-warning",
        }[this.flow.state];
    }

    get changesLabel() {
        return this.flow.state === "pending"
            ? _t("Changed since it was submitted before")
            : _t("Changed since the request");
    }

    get actions() {
        const may = this.flow.may || {};
        return [
            ["answer", "action_answer", _t("Answer the Question"), "fa-comment"],
            ["ask", "action_ask", _t("Ask"), "fa-question-circle"],
            ["add_signer", "action_add_signer", _t("Add a Signer"), "fa-user-plus"],
            ["return", "action_return", _t("Return"), "fa-undo"],
            ["withdraw", "action_withdraw", _t("Withdraw"), "fa-times"],
        ]
            .filter(([name]) => may[name])
            .map(([name, method, label, icon]) => ({ name, method, label, icon }));
    }

    avatar(person) {
        return imageUrl("res.users", person.id, "avatar_128");
    }

    moment(text) {
        return text ? toLocaleDateTimeString(deserializeDateTime(text)) : "";
    }

    byLabel(person) {
        return _t("(decided by %(user)s)", { user: person.by });
    }

    sinceLabel(step) {
        return _t("Waiting since %(time)s", {
            time: deserializeDateTime(step.since).toRelative(),
        });
    }

    dueLabel(step) {
        const values = { time: this.moment(step.due) };
        return step.is_overdue
            ? _t("Overdue since %(time)s", values)
            : _t("Due %(time)s", values);
    }

    async onAction(action) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: action.method,
            resModel: "crm.approval.request",
            resId: this.flow.id,
            resIds: [this.flow.id],
            context: record.context,
            onClose: () => record.model.load(),
        });
    }
}

registry.category("fields").add("approval_flow", {
    component: ApprovalFlow,
    displayName: _t("Approval Flow"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
