import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

// What was opened in a new window is fetched instead: a tour stays on its page.
let opened = "";

async function download(type) {
    for (let turn = 0; turn < 80 && !opened; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const url = opened;
    opened = "";
    const response = await fetch(url);
    const content = await response.blob();
    if (!response.ok || content.type !== type || content.size < 1000) {
        throw new Error(`${url}: ${response.status} ${content.type} ${content.size}`);
    }
}

// After the signature, the rep makes the PDF, opens it and takes the evidence.
registry.category("web_tour.tours").add("crm_contract_signed_pdf", {
    steps: () => [
        {
            content: "look at the signature",
            trigger: ".o_notebook a[name=signature]",
            run: "click",
        },
        {
            content: "it is said that there is no engine, and no certificate",
            trigger:
                ".o_field_widget[name=pdf_note]:contains(no PDF engine):contains(no valid certificate)",
        },
        {
            content: "the evidence is said to be unchanged",
            trigger: ".o_field_widget[name=signature_ids] td[name=is_intact] input:checked",
        },
        {
            content: "make the PDF",
            trigger: "button[name=action_make_signed_pdf]",
            run: "click",
        },
        {
            content: "it is there, and unchanged",
            trigger:
                ".o_field_widget[name=signed_pdf_ids] td[name=file_state]:contains(Unchanged)",
            run: () => {
                browser.open = (url) => {
                    opened = url;
                    return window;
                };
            },
        },
        {
            content: "open it",
            trigger: "button[name=action_view_signed_pdf]",
            run: "click",
        },
        {
            content: "it is a PDF",
            trigger: "button[name=action_export_evidence]:enabled",
            run: () => download("application/pdf"),
        },
        {
            content: "take the evidence",
            trigger: "button[name=action_export_evidence]",
            run: "click",
        },
        {
            content: "it is a zip",
            trigger: "button[name=action_make_signed_pdf]:enabled",
            run: () => download("application/zip"),
        },
    ],
});
