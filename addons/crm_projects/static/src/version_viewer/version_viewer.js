import { Component, onMounted, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { DeliverableSheet, placeOn } from "../deliverable_sheet/deliverable_sheet";

/**
 * The drawing of a version inside its form: its pages, the remarks of reviewers and of
 * the client pinned on them, and a click that places a new one.
 */
export class VersionViewer extends Component {
    static template = "crm_projects.VersionViewer";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.sheet = useRef("sheet");
        this.text = useRef("text");
        this.state = useState({
            page: 1,
            pages: 1,
            pins: [],
            kind: false,
            canComment: false,
            place: null,
            body: "",
            problem: "",
            isUnreadable: false,
            isSending: false,
        });
        onWillStart(() => this.load());
        onMounted(() => this.draw());
        useEffect(
            (place) => place && this.text.el?.focus(),
            () => [this.state.place]
        );
    }

    get versionId() {
        return this.props.record.resId;
    }

    getFacts() {
        return this.orm.call("project.deliverable.version", "get_viewer_facts", [
            [this.versionId],
        ]);
    }

    async load() {
        const facts = await this.getFacts();
        this.src = facts.src;
        Object.assign(this.state, facts);
        if (!this.state.kind) {
            return;
        }
        this.file = new DeliverableSheet(facts.kind, facts.src);
        try {
            await this.file.load();
            this.state.pages = this.file.pages;
        } catch {
            this.state.isUnreadable = true;
        }
    }

    async draw() {
        if (this.file?.pdf && this.canvas.el) {
            const { page } = this.state;
            await this.file.draw(page, this.canvas.el, this.sheet.el.clientWidth);
        }
    }

    get shownPins() {
        return this.state.pins.filter((pin) => pin.page === this.state.page);
    }

    async turn(step) {
        const wanted = this.state.page + step;
        if (wanted >= 1 && wanted <= this.state.pages) {
            this.state.page = wanted;
            this.cancel();
            await this.draw();
        }
    }

    onPlace(ev) {
        if (!this.state.canComment || ev.target.closest(".o_deliverable_pin")) {
            return;
        }
        const { x, y } = placeOn(this.sheet.el, ev);
        this.state.place = { page: this.state.page, x, y };
    }

    cancel() {
        Object.assign(this.state, { place: null, body: "", problem: "" });
    }

    async send() {
        const { place, body } = this.state;
        if (!body.trim()) {
            this.state.problem = _t("Write what should change first.");
            return;
        }
        this.state.isSending = true;
        try {
            await this.orm.create("project.deliverable.comment", [
                {
                    version_id: this.versionId,
                    body: body.trim(),
                    page: place.page,
                    pos_x: place.x,
                    pos_y: place.y,
                },
            ]);
            this.cancel();
            await this.props.record.load();
            this.state.pins = (await this.getFacts()).pins;
        } catch (error) {
            this.state.problem = error.data?.message || error.message;
        } finally {
            this.state.isSending = false;
        }
    }
}

registry.category("view_widgets").add("version_viewer", {
    component: VersionViewer,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
