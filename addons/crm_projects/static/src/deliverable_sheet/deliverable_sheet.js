import { loadPDFJSAssets } from "@web/core/utils/pdfjs";

const WORKER = "/web/static/lib/pdfjs/build/pdf.worker.js";

/** The file of a version as pages that are drawn one at a time. */
export class DeliverableSheet {
    constructor(kind, src) {
        this.kind = kind;
        this.src = src;
        this.pages = 1;
    }

    async load() {
        if (this.kind !== "pdf") {
            return;
        }
        await loadPDFJSAssets();
        const pdfjs = globalThis.pdfjsLib;
        pdfjs.GlobalWorkerOptions.workerSrc = WORKER;
        this.pdf = await pdfjs.getDocument(this.src).promise;
        this.pages = this.pdf.numPages;
    }

    async draw(number, canvas, cssWidth) {
        const page = await this.pdf.getPage(number);
        const width = Math.max(cssWidth, 300) * (window.devicePixelRatio || 1);
        const natural = page.getViewport({ scale: 1 });
        const viewport = page.getViewport({ scale: width / natural.width });
        canvas.width = viewport.width;
        canvas.height = viewport.height;
        await page.render({ canvasContext: canvas.getContext("2d"), viewport }).promise;
    }
}

/** Where on a sheet was clicked, in percent from left and top. */
export function placeOn(element, ev) {
    const box = element.getBoundingClientRect();
    const percent = (part, whole) => Math.round((10000 * part) / whole) / 100;
    return {
        x: percent(ev.clientX - box.left, box.width),
        y: percent(ev.clientY - box.top, box.height),
    };
}
