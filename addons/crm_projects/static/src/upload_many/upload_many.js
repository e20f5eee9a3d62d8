import { Component, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// Files of one phase change the same rows: two at once would wait for each other, and
// the slower one be refused in the end. A server that is busy is asked again.
const AT_ONCE = 1;
const TRIES = 4;
const PAUSE = 1500;
const URL = "/crm_projects/upload";

/**
 * Uploads many files as versions, each in a request of its own: one bad file
 * fails alone, and the list says why.
 */
export class UploadMany extends Component {
    static template = "crm_projects.UploadMany";
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.input = useRef("input");
        this.params = this.props.action.params;
        this.state = useState({ files: [], note: "", isOver: false });
        this.next = 0;
        this.running = 0;
    }

    get isBusy() {
        return this.state.files.some((file) => ["waiting", "sending"].includes(file.state));
    }

    count(state) {
        return this.state.files.filter((file) => file.state === state).length;
    }

    get summary() {
        return _t("%(done)s of %(total)s files stored, %(failed)s failed", {
            done: this.count("done"),
            total: this.state.files.length,
            failed: this.count("failed"),
        });
    }

    onPick(ev) {
        this.add(ev.target.files);
        ev.target.value = "";
    }

    onDrop(ev) {
        this.state.isOver = false;
        this.add(ev.dataTransfer.files);
    }

    add(files) {
        for (const blob of files) {
            this.state.files.push({
                key: this.next++,
                name: blob.name,
                blob,
                state: "waiting",
                message: "",
            });
        }
        this.work();
    }

    retry() {
        for (const file of this.state.files) {
            if (file.state === "failed") {
                Object.assign(file, { state: "waiting", message: "" });
            }
        }
        this.work();
    }

    work() {
        while (this.running < AT_ONCE) {
            const file = this.state.files.find((each) => each.state === "waiting");
            if (!file) {
                return;
            }
            this.running++;
            this.send(file).finally(() => {
                this.running--;
                this.work();
            });
        }
    }

    async send(file) {
        file.state = "sending";
        try {
            if (file.blob.size > this.params.max_bytes) {
                throw new Error(this.tooLarge(file.blob));
            }
            const answer = await this.post(file);
            file.state = "done";
            file.message = _t("%(deliverable)s, version %(number)s", answer);
        } catch (error) {
            file.state = "failed";
            file.message = error.message || String(error);
        }
    }

    async post(file) {
        const form = new FormData();
        form.append("csrf_token", odoo.csrf_token);
        for (const name of ["milestone_id", "deliverable_id"]) {
            if (this.params[name]) {
                form.append(name, this.params[name]);
            }
        }
        form.append("note", this.state.note);
        form.append("file", file.blob, file.name);
        const response = await this.fetch(form);
        if (response.status === 413) {
            throw new Error(this.tooLarge(file.blob));
        }
        if (!response.ok) {
            throw new Error(_t("The server did not take the file. Try it again."));
        }
        const answer = await response.json();
        if (answer.error) {
            throw new Error(answer.error);
        }
        return answer;
    }

    async fetch(form) {
        for (let left = TRIES; ; left--) {
            const response = await browser.fetch(URL, { method: "POST", body: form });
            if (response.status < 500 || left === 1) {
                return response;
            }
            await new Promise((resolve) => browser.setTimeout(resolve, PAUSE));
        }
    }

    get limit() {
        return _t("At most %(limit)s MB a file", { limit: this.megabytes(this.params.max_bytes) });
    }

    megabytes(bytes) {
        return Math.round(bytes / 104857.6) / 10;
    }

    tooLarge(blob) {
        return _t("The file has %(size)s MB, the limit is %(limit)s MB. Split or compress it.", {
            size: this.megabytes(blob.size),
            limit: this.megabytes(this.params.max_bytes),
        });
    }

    close() {
        return this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("crm_projects.upload_many", UploadMany);
