import { registry } from "@web/core/registry";

function drawLine(canvas) {
    const { left, top } = canvas.getBoundingClientRect();
    const strokes = [
        ["pointerdown", 20, 20],
        ["pointermove", 60, 40],
        ["pointermove", 120, 25],
        ["pointerup", 120, 25],
    ];
    for (const [type, x, y] of strokes) {
        canvas.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                buttons: type === "pointerup" ? 0 : 1,
                clientX: left + x,
                clientY: top + y,
                isPrimary: true,
                pointerId: 1,
                pressure: 0.5,
            })
        );
    }
}

// A rep asks for the approval of a quotation and revises it.
registry.category("web_tour.tours").add("crm_contract_request_approval", {
    steps: () => [
        {
            content: "no contract without an approval",
            trigger:
                ".o_form_view:not(:has(button[name=action_create_contract])) button[name=action_request_approval]",
            run: "click",
        },
        {
            content: "the banner says for whom it waits",
            trigger: ".o_approval_flow_step:contains(The Manager):contains(next)",
        },
        {
            content: "the rep himself is offered no approval",
            trigger:
                ".o_form_view:not(:has(button[name=action_approve])):not(:has(button[name=action_request_approval]))",
        },
    ],
});

// The manager approves on the quotation itself.
registry.category("web_tour.tours").add("crm_contract_approve", {
    steps: () => [
        {
            content: "approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "it is approved",
            trigger: ".o_field_widget[name=approval_state] .text-bg-success",
        },
    ],
});

// The rep makes the contract and sends it to the client.
registry.category("web_tour.tours").add("crm_contract_send", {
    steps: () => [
        {
            content: "make the contract",
            trigger: "button[name=action_create_contract]",
            run: "click",
        },
        {
            content: "the contract opens with the project's name",
            trigger: ".o_field_widget[name=title] input:value(Tour Gallery)",
        },
        {
            content: "its text is there, in the template's words",
            trigger: ".nav-link[name=text]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=article_ids] .o_data_row",
        },
        {
            content: "send it",
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "it is with the client, and its title is no input any more",
            trigger:
                ".o_form_view:not(:has(.o_field_widget[name=title] input)) .o_arrow_button_current[data-value=sent]",
        },
        {
            content: "the text is kept with its hash",
            trigger: ".nav-link[name=documents]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=document_ids] .o_data_row",
        },
    ],
});

// The client reads the contract, confirms the address and signs. The test has sent
// the code already: it is the only one who knows it.
registry.category("web_tour.tours").add("crm_contract_client_signs", {
    steps: () => [
        {
            content: "the text is there",
            trigger: "#contract_text iframe",
        },
        {
            content: "ask for a code",
            trigger: "form[action*='/code'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "type it",
            trigger: "#sign_code",
            run: "edit 246810",
        },
        {
            trigger: "form[action*='/confirm'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "type the name",
            trigger: ".o_web_sign_name_input",
            run: "edit Zhao Ming",
        },
        {
            content: "draw",
            trigger: "canvas.o_web_sign_signature",
            run() {
                drawLine(this.anchor);
            },
        },
        {
            content: "accept and sign",
            trigger: ".o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is signed",
            trigger: "#sign_ok",
        },
    ],
});
