import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { DeliverableSheet, placeOn } from "../deliverable_sheet/deliverable_sheet";

// Viewers of the same group turn their pages together.
const TURNED = "o-deliverable-page";

/**
 * Shows a picture or the pages of a PDF, with the remarks pinned on them; a click
 * places a new one where remarks are taken.
 */
export class DeliverableViewer extends Interaction {
    static selector = ".o_deliverable_viewer";
    dynamicContent = {
        ".o_deliverable_previous": { "t-on-click.prevent": () => this.turn(this.page - 1) },
        ".o_deliverable_next": { "t-on-click.prevent": () => this.turn(this.page + 1) },
        ".o_deliverable_sheet": { "t-on-click": this.onPlace },
        ".o_deliverable_cancel": { "t-on-click.prevent": () => this.hideForm() },
        ".o_deliverable_whole": { "t-on-click.prevent": () => this.showForm(0, 0, 0) },
        ".o_deliverable_form": { "t-on-submit.prevent": this.onSend },
        _document: { [`t-on-${TURNED}`]: this.onTurned },
    };

    setup() {
        this.page = 1;
        this.pages = 1;
        this.pins = JSON.parse(this.el.dataset.pins || "[]");
        this.sheet = this.el.querySelector(".o_deliverable_sheet");
        this.form = this.el.querySelector(".o_deliverable_form");
        const { kind, src } = this.el.dataset;
        this.file = new DeliverableSheet(kind, src);
    }

    start() {
        this.load();
    }

    /** Load and draw the file; remarks on the whole of it can be made meanwhile. */
    async load() {
        try {
            await this.waitFor(this.file.load());
            this.pages = this.file.pages;
        } catch {
            this.fail();
        }
        await this.draw();
    }

    fail() {
        this.sheet.replaceChildren();
        const note = document.createElement("div");
        note.className = "alert alert-warning m-0";
        note.textContent = _t("This file cannot be shown here. Please download it.");
        this.sheet.append(note);
        this.el.classList.add("o_deliverable_unreadable");
    }

    async draw() {
        if (this.file.pdf) {
            const canvas = this.sheet.querySelector("canvas");
            await this.waitFor(this.file.draw(this.page, canvas, this.sheet.clientWidth));
        }
        const label = this.el.querySelector(".o_deliverable_count");
        if (label) {
            label.textContent = `${this.page} / ${this.pages}`;
        }
        this.drawPins();
        this.el.dataset.ready = this.page;
    }

    drawPins() {
        for (const pin of this.sheet.querySelectorAll(".o_deliverable_pin")) {
            pin.remove();
        }
        for (const pin of this.pins.filter((each) => each.page === this.page)) {
            const mark = document.createElement("a");
            mark.className = `o_deliverable_pin ${pin.is_answered ? "o_answered" : ""}`;
            mark.href = `#comment_${pin.number}`;
            mark.title = pin.body;
            mark.textContent = pin.number;
            mark.style.left = `${pin.x}%`;
            mark.style.top = `${pin.y}%`;
            this.sheet.append(mark);
        }
    }

    async turn(page, isFollowing = false) {
        const wanted = Math.min(Math.max(page, 1), this.pages);
        if (wanted === this.page) {
            return;
        }
        this.page = wanted;
        this.hideForm();
        await this.draw();
        if (!isFollowing && this.el.dataset.group) {
            document.dispatchEvent(
                new CustomEvent(TURNED, { detail: { page: wanted, from: this.el } })
            );
        }
    }

    onTurned(ev) {
        if (this.el.dataset.group && ev.detail.from !== this.el) {
            return this.turn(ev.detail.page, true);
        }
    }

    onPlace(ev) {
        if (!this.form || !this.el.dataset.ready || ev.target.closest(".o_deliverable_pin, .alert")) {
            return;
        }
        const { x, y } = placeOn(this.sheet, ev);
        this.showForm(this.page, x, y);
    }

    showForm(page, x, y) {
        this.place = { page, x, y };
        this.hideMark();
        if (page) {
            const mark = document.createElement("span");
            mark.className = "o_deliverable_pin o_new";
            mark.style.left = `${x}%`;
            mark.style.top = `${y}%`;
            mark.textContent = "+";
            this.sheet.append(mark);
        }
        this.form.classList.remove("d-none");
        this.form.querySelector("textarea").focus();
    }

    hideMark() {
        this.sheet.querySelector(".o_deliverable_pin.o_new")?.remove();
    }

    hideForm() {
        this.hideMark();
        this.form?.classList.add("d-none");
    }

    async onSend() {
        const problem = this.form.querySelector(".o_deliverable_problem");
        const button = this.form.querySelector("button[type=submit]");
        button.disabled = true;
        let answer;
        try {
            answer = await this.waitFor(
                rpc(this.el.dataset.commentUrl, {
                    version: this.el.dataset.version,
                    body: this.form.querySelector("textarea").value,
                    ...this.place,
                })
            );
        } finally {
            button.disabled = false;
        }
        if (answer.error) {
            problem.textContent = answer.error;
            problem.classList.remove("d-none");
            return;
        }
        window.location.hash = `comment_${answer.number}`;
        window.location.reload();
    }
}

registry
    .category("public.interactions")
    .add("crm_projects.deliverable_viewer", DeliverableViewer);
