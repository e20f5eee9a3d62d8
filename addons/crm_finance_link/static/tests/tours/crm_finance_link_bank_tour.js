import { registry } from "@web/core/registry";

/** Finance imports a bank statement, looks at what was read, and confirms the match. */
const HEADER = "交易日期,收入,支出,对方户名,摘要,交易流水号";

registry.category("web_tour.tours").add("crm_finance_link_bank", {
    steps: () => [
        {
            content: "upload the file of the bank",
            trigger:
                ".o_form_view .o_field_widget[name='file'] input[type=file]:not(:visible)",
            async run() {
                const row = "20261120,1060,,杭州绿城装饰设计有限公司,设计费,T1";
                const file = new File([`${HEADER}\n${row}\n`], "bank.csv");
                const files = new DataTransfer();
                files.items.add(file);
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "it is there",
            trigger: ".o_field_widget[name='file'] input:value(bank.csv)",
        },
        {
            content: "read it",
            trigger: ".o_form_view button[name='action_read']",
            run: "click",
        },
        {
            content: "the movement was read",
            trigger: ".o_field_widget[name='row_ids'] .o_data_row:contains(绿城)",
        },
        {
            content: "import it",
            trigger: ".o_form_view button[name='action_import']",
            run: "click",
        },
        {
            content: "it is ready",
            trigger: ".o_list_view .o_data_row .text-bg-success",
        },
        {
            content: "one click books all that is ready",
            trigger: ".o_list_view button[name='action_match_confirm_ready']",
            run: "click",
        },
        {
            content: "nothing is left to do",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
    ],
});
