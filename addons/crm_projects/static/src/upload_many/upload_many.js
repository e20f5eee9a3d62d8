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
                throw new Error(this.tooLarge(blob));
            }
            const answer = this.params.model
                ? await this.call(file, blob)
                : await this.post(file, blob);
            file.state = "done";
            file.message = answer.deliverable
                ? _t("%(deliverable)s, version %(number)s", answer)
                : "";
        } catch (error) {
            file.state = "failed";
            file.message = error.data?.message || error.message || String(error);
        }
    }

    /** Gives the file to a record of another kind. */
    async call(file, blob) {
        return this.orm.silent.call(
            this.params.model,
            "action_upload_file",
            [this.params.record_id],
            {
                filename: file.name,
                data_base64: await this.read(blob),
                note: this.state.note || false,
                context: this.params.context || {},
            }
        );
    }

    read(blob) {
        return new Promise((resolve, reject) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result.split(",")[1] || "");
            reader.onerror = () => reject(new Error(_t("The file cannot be read.")));
            reader.readAsDataURL(blob);
        });
    }

    /** Posts the file of a version as it is: calls take no more than 128 MiB. */
    async post(file, blob) {
        const form = new FormData();
        form.append("csrf_token", odoo.csrf_token);
        for (const name of ["milestone_id", "deliverable_id"]) {
            if (this.params[name]) {
                form.append(name, this.params[name]);
            }
        }
        form.append("note", this.state.note);
        form.append("file", blob, file.name);
        const response = await this.fetch(form);
        if (response.status === 413) {
            throw new Error(this.tooLarge(blob));
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

    /** A designer's next click after an upload, in the same place. */
    async requestReview() {
        const asked = await this.orm.call("project.deliverable", "action_request_review", [
            this.params.deliverable_id,
        ]);
        // Where the designer chooses who reviews, a dialog asks for it.
        return asked?.type ? this.action.doAction(asked) : this.close();
    }

    close() {
        return this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("crm_projects.upload_many", UploadMany);
