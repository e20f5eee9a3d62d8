import { registry } from "@web/core/registry";

const PDF = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/** Put a file into an input, as the dialog of the browser does. */
function pick(input, name) {
    const transfer = new DataTransfer();
    transfer.items.add(new File([PDF], name, { type: "application/pdf" }));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A whole project: made from its template, drawn, released, signed, closed. */
registry.category("web_tour.tours").add("crm_projects_whole", {
    steps: () => [
        {
            content: "make the project of the contract from its template",
            trigger: "button[name='action_create_project']",
            run: "click",
        },
        {
            content: "its phases came along",
            trigger: ".o_notebook_headers a[name='phases']",
            run: "click",
        },
        {
            content: "open the phase",
            trigger: ".o_field_widget[name='milestone_ids'] .o_data_row td[name='name']",
            run: "click",
        },
        {
            content: "tick its checklist off",
            trigger: ".modal .o_field_widget[name='check_ids'] td[name='is_done']",
            run: "click",
        },
        {
            content: "it is ticked",
            trigger: ".modal .o_field_widget[name='check_ids'] td[name='is_done'] input:checked",
        },
        {
            content: "keep that",
            trigger: ".modal-footer .o_form_button_save",
            run: "click",
        },
        {
            content: "begin the phase",
            trigger: "body:not(:has(.modal)) .o_data_row button[name='action_start']",
            run: "click",
        },
        {
            content: "it runs",
            trigger: ".o_data_row td[name='phase_state'] .text-bg-info",
        },
        {
            content: "go to what is to be drawn",
            trigger: ".o_form_view button[name='action_view_deliverables']",
            run: "click",
        },
        {
            content: "open it",
            trigger: ".o_data_row:has(button[name='action_open_upload']) td[name='name']",
            run: "click",
        },
        {
            content: "upload a drawing",
            trigger: ".o_form_view button[name='action_open_upload']",
            run: "click",
        },
        {
            content: "choose the file",
            trigger: ".modal .o_upload_many input[type='file']:not(:visible)",
            run() {
                pick(this.anchor, "plan.pdf");
            },
        },
        {
            content: "it is stored",
            trigger: ".modal .o_upload_many .fa-check",
        },
        {
            content: "go on",
            trigger: ".modal .o_upload_many button.btn-primary:enabled",
            run: "click",
        },
        {
            content: "release it",
            trigger: "body:not(:has(.modal)) .o_form_view button[name='action_release']",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "the client's page can be opened now",
            trigger: "body:not(:has(.modal)) button[name='action_preview_portal']",
        },
        {
            content: "open the version",
            trigger: ".o_field_widget[name='current_version_id'] a",
            run: "click",
        },
        {
            content: "the client has signed on paper",
            trigger: ".o_statusbar_buttons button.o_signed_on_paper",
            run: "click",
        },
        {
            content: "who signed",
            trigger: ".modal .o_field_widget[name='signer_name'] input",
            run: "edit Zhao Ming",
        },
        {
            content: "the scan of it",
            trigger: ".modal .o_field_widget[name='scan'] input[type='file']:not(:visible)",
            run() {
                pick(this.anchor, "signed.pdf");
            },
        },
        {
            content: "sign off",
            trigger: ".modal:has(.o_field_widget[name='scan'] .o_clear_file_button) button[name='action_record']",
            run: "click",
        },
        {
            content: "it is signed off for good",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current[data-value='signed_off']",
        },
        {
            content: "back to the deliverable",
            trigger: ".o_back_button a, .o_back_button",
            run: "click",
        },
        {
            content: "and to its project",
            trigger: ".o_field_widget[name='project_id'] a",
            run: "click",
        },
        {
            content: "close the project",
            trigger: "button[name='action_close']",
            run: "click",
        },
        {
            content: "it is closed",
            trigger: "button[name='action_reopen']",
        },
    ],
});
