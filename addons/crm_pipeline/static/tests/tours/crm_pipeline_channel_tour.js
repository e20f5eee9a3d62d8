import {registry} from "@web/core/registry";

// Nothing may be wider than the phone that shows it.
function fits() {
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) {
        throw new Error(`${page.scrollWidth} px on a screen of ${page.clientWidth}`);
    }
}

registry.category("web_tour.tours").add("crm_pipeline_channel", {
    steps: () => [
        {
            content: "Open the registrations",
            trigger: ".o_portal_my_home a[href='/my/registrations']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "There are none yet",
            trigger: ".alert a[href='/my/registrations/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_channel_form input[name=customer_name]",
            run: "edit Lakeside Hotel Co.",
        },
        {trigger: "input[name=contact_name]", run: "edit Ms He"},
        {trigger: "input[name=phone]", run: "edit see note"},
        {trigger: "input[name=project_name]", run: "edit Lobby"},
        {trigger: "input[name=site_address]", run: "edit Lake Road 18, Hangzhou"},
        {
            trigger: "select[name=design_type_id]",
            run: "selectByIndex 1",
        },
        {
            trigger: ".o_channel_form button[type=submit]",
            run() {
                fits();
                this.anchor.click();
            },
            expectUnloadPage: true,
        },
        {
            content: "The field says what is wrong, the others are kept",
            trigger: "input[name=phone].is-invalid",
        },
        {
            trigger: "input[name=customer_name]:value(Lakeside Hotel Co.)",
        },
        {trigger: "input[name=phone]", run: "edit 138 0013 8000"},
        {
            trigger: ".o_channel_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".alert-success"},
        {
            trigger: ".breadcrumb a[href='/my/registrations']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".list-group-item:contains(Lakeside):has(.badge.text-bg-info)",
            run() {
                fits();
                this.anchor.click();
            },
            expectUnloadPage: true,
        },
        {
            trigger: "form[action$=withdraw] button",
            run() {
                fits();
                this.anchor.click();
            },
            expectUnloadPage: true,
        },
        {trigger: ".badge.text-bg-secondary"},
    ],
});
