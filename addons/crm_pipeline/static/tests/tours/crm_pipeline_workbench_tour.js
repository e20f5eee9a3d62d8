import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const card = (text) => `.o_crm_workbench_card:contains(${text})`;

// The first screen is the workbench; a rep does all that stands on it.
registry.category("web_tour.tours").add("crm_pipeline_workbench_rep", {
    steps: () => [
        {
            content: "the call is there, with the phone to press",
            trigger: `${card("Ask for Money")} a[href="tel:13857102231"]`,
        },
        {
            content: "it is done",
            trigger: `${card("Ask for Money")} button[name=done]`,
            run: "click",
        },
        {
            content: "say what came of it",
            trigger: `${card("Ask for Money")} textarea`,
            run: "edit Spoke with Mr Zhao",
        },
        {
            content: "confirm",
            trigger: `${card("Ask for Money")} button[name=confirm]`,
            run: "click",
        },
        {
            content: "the card has left, and it is counted",
            trigger: `.o_crm_workbench:not(:has(${card("Ask for Money")})) span[name=done]:contains(1)`,
        },
        {
            content: "the plan may wait until tomorrow",
            trigger: `${card("Send a Plan")} button[data-until=tomorrow]`,
            run: "click",
        },
        {
            content: "it has left, too",
            trigger: `.o_crm_workbench:not(:has(${card("Send a Plan")}))`,
        },
        {
            content: "look at the protections alone",
            trigger: ".o_crm_workbench_chips button[data-kind=protection]",
            run: "click",
        },
        {
            content: "the offer of the pool is not among them",
            trigger: `.o_crm_workbench:not(:has(${card("Wanted Hall")}))`,
        },
        {
            content: "put the protection off",
            trigger: `${card("Protected Hall")} button[data-until=next_week]`,
            run: "click",
        },
        {
            content: "claim the offer; the contact is not shown before",
            trigger: `${card("Wanted Hall")}:not(:contains(138)) button[name=claim]`,
            run: "click",
        },
        {
            content: "it says how many more one may claim",
            trigger: ".o_notification:contains(You may claim 4 more today)",
        },
        {
            content: "all is done, and it says what could be next",
            trigger: ".o_crm_workbench_done button:contains(Register a Customer)",
            run: "click",
        },
        {
            content: "a new registration opens",
            trigger: ".o_form_view .o_field_widget[name=customer_name] input",
        },
    ],
});

// A manager approves one registration and refuses the other with a reason.
registry.category("web_tour.tours").add("crm_pipeline_workbench_manager", {
    steps: () => [
        {
            content: "look at what is approved",
            trigger: `${card("First Customer")} .o_crm_workbench_more`,
            run: "click",
        },
        {
            content: "the key figures are there",
            trigger: `${card("First Customer")} .o_crm_workbench_rows:contains(First Hall)`,
        },
        {
            content: "approve",
            trigger: `${card("First Customer")} button[name=approve]`,
            run: "click",
        },
        {
            content: "the card has left",
            trigger: `.o_crm_workbench:not(:has(${card("First Customer")}))`,
        },
        {
            content: "refuse the other",
            trigger: `${card("Second Customer")} button[name=refuse]`,
            run: "click",
        },
        {
            content: "without a reason it cannot be confirmed",
            trigger: `${card("Second Customer")} button[name=confirm]:disabled`,
        },
        {
            content: "say why",
            trigger: `${card("Second Customer")} textarea`,
            run: "edit Not our region",
        },
        {
            content: "confirm",
            trigger: `${card("Second Customer")} button[name=confirm]:enabled`,
            run: "click",
        },
        {
            content: "two are done",
            trigger: `.o_crm_workbench:not(:has(${card("Second Customer")})) span[name=done]:contains(2)`,
        },
    ],
});

// A colleague, or the other tab, was faster: the card says so and leaves.
registry.category("web_tour.tours").add("crm_pipeline_workbench_gone", {
    steps: () => [
        {
            content: "the task is done elsewhere",
            trigger: card("Shared Task"),
            async run() {
                const call = (model, method, args) =>
                    rpc(`/web/dataset/call_kw/${model}/${method}`, {
                        model,
                        method,
                        args,
                        kwargs: {},
                    });
                const [id] = await call("mail.activity", "search", [
                    [["summary", "=", "Shared Task"]],
                ]);
                await call("mail.activity", "action_done", [[id]]);
            },
        },
        {
            content: "put it off here",
            trigger: `${card("Shared Task")} button[data-until=tomorrow]`,
            run: "click",
        },
        {
            content: "it says so",
            trigger: ".o_notification:contains(This has been dealt with already)",
        },
        {
            content: "and the card is gone",
            trigger: ".o_crm_workbench_done",
        },
    ],
});

const person = (name) =>
    `.o_crm_workbench_person:has(.o_crm_workbench_name:contains(${name}))`;

// A leader reminds one of his people and gives a waiting customer to another.
registry.category("web_tour.tours").add("crm_pipeline_workbench_team", {
    steps: () => [
        {
            content: "look at the team",
            trigger: ".o_crm_workbench_switch button[name=team]",
            run: "click",
        },
        {
            content: "his own numbers make room for the team's",
            trigger: ".o_crm_workbench:not(:has(.o_crm_workbench_numbers)) span[name=team_late]",
        },
        {
            content: "remind the one who has something overdue",
            trigger: `${person("Owner Of It")}:contains(2 overdue) button[name=remind]`,
            run: "click",
        },
        {
            content: "it is told",
            trigger: ".o_notification:contains(Owner Of It is reminded)",
        },
        {
            content: "who waits there?",
            trigger: `${person("Owner Of It")} button[data-kind=unanswered]`,
            run: "click",
        },
        {
            content: "choose the one who gets it",
            trigger: `${person("Owner Of It")} .o_crm_workbench_team_card:contains(Waiting Hall) select[name=receiver]`,
            run: "selectByLabel Second Rep",
        },
        {
            content: "it is the other's now",
            trigger: `${person("Second Rep")} button[data-kind=unanswered]:contains(1)`,
            run: "click",
        },
        {
            content: "open it from there",
            trigger: `${person("Second Rep")} .o_crm_workbench_team_card button:contains(Waiting Hall)`,
            run: "click",
        },
        {
            content: "the opportunity opens",
            trigger: ".o_form_view .o_field_widget[name=name] :value(Waiting Hall)",
        },
    ],
});
