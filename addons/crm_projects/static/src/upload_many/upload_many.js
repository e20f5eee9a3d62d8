import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// So many files are on their way at the same time.
const AT_ONCE = 2;

/**
 * Uploads many files as versions, each in a request of its own: one bad file
 * fails alone, and the list says why.
 */
export class UploadMany extends Component {
    static template = "crm_projects.UploadMany";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
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
                throw new Error(_t("The file is larger than the limit allows."));
            }
            const answer = await this.orm.silent.call(
                "project.milestone",
                "action_upload_file",
                [this.params.milestone_id],
                {
                    filename: file.name,
                    data_base64: await this.read(file.blob),
                    note: this.state.note || false,
                }
            );
            file.state = "done";
            file.message = _t("%(deliverable)s, version %(number)s", answer);
        } catch (error) {
            file.state = "failed";
            file.message = error.data?.message || error.message || String(error);
        }
    }

    read(blob) {
        return new Promise((resolve, reject) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result.split(",")[1] || "");
            reader.onerror = () => reject(new Error(_t("The file cannot be read.")));
            reader.readAsDataURL(blob);
        });
    }

    close() {
        return this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("crm_projects.upload_many", UploadMany);
