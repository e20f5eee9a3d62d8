import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// So many files are on their way at the same time.
const AT_ONCE = 2;
// Photos are made smaller on the phone: a site has little signal.
const PHOTO_SIDE = 1920;
const PHOTO_QUALITY = 0.85;

/** Return a photo made small and upright, or as it is where the browser cannot. */
async function shrink(blob) {
    try {
        const picture = await createImageBitmap(blob, { imageOrientation: "from-image" });
        const scale = PHOTO_SIDE / Math.max(picture.width, picture.height);
        if (scale >= 1) {
            return blob;
        }
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        const small = await new Promise((done) =>
            canvas.toBlob(done, "image/jpeg", PHOTO_QUALITY)
        );
        return small || blob;
    } catch {
        // Not a picture this browser knows: the server says what is wrong with it.
        return blob;
    }
}

/**
 * Uploads many files, each in a request of its own: one bad file fails alone, and
 * the list says why. What becomes of them is the matter of the record that takes
 * them (`params.model`, `params.record_id`), by its `action_upload_file`.
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

    get isPhotos() {
        return this.params.accept === "image/*";
    }

    get title() {
        return this.params.title || `${this.params.project} · ${this.params.phase}`;
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
            const blob = this.isPhotos ? await shrink(file.blob) : file.blob;
            if (blob.size > this.params.max_bytes) {
                throw new Error(_t("The file is larger than the limit allows."));
            }
            const answer = await this.orm.silent.call(
                this.params.model || "project.milestone",
                "action_upload_file",
                [this.params.record_id || this.params.milestone_id],
                {
                    filename: file.name,
                    data_base64: await this.read(blob),
                    note: this.state.note || false,
                    context: this.params.context || {},
                }
            );
            file.state = "done";
            file.message = answer.deliverable
                ? _t("%(deliverable)s, version %(number)s", answer)
                : "";
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
