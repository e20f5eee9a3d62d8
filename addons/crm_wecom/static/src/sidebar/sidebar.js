"use strict";
// The page beside a conversation. Without WeCom's script it works by its address.
(() => {
    const main = document.getElementById("sidebar");
    const card = document.getElementById("card");
    const notice = document.getElementById("notice");
    const base = `/crm_wecom/sidebar/${main.dataset.connector}`;
    let canSend = false;

    function tell(text) {
        notice.textContent = text;
        notice.hidden = !text;
        if (text) {
            window.scrollTo(0, 0);
        }
    }

    async function read(response) {
        const kind = response.headers.get("Content-Type") || "";
        if (!kind.includes("json")) {
            // The session ended: the page logs in again by itself.
            window.location.reload();
            return {};
        }
        return response.json();
    }

    function show(html) {
        card.innerHTML = html; // the server's own page, escaped there
        for (const button of card.querySelectorAll("[data-send]")) {
            button.hidden = !canSend;
        }
    }

    async function load(externalId) {
        const query = new URLSearchParams({external_userid: externalId});
        const response = await fetch(`${base}/card?${query}`);
        if (response.redirected) {
            window.location.reload();
            return;
        }
        show(await response.text());
    }

    // -- what the person presses -------------------------------------------------
    async function submit(form, button) {
        const error = form.querySelector(".error");
        const data = new FormData(form);
        if (button && button.name) {
            data.set(button.name, button.value);
        }
        const buttons = form.querySelectorAll("button");
        buttons.forEach((one) => (one.disabled = true));
        error.hidden = true;
        try {
            const response = await fetch(`${base}/act`, {
                method: "POST",
                body: new URLSearchParams(data),
            });
            const answer = await read(response);
            if (answer.card) {
                show(answer.card);
                tell(answer.notice);
                return;
            }
            error.textContent = answer.error || "";
            error.hidden = !answer.error;
        } catch {
            error.textContent = main.dataset.offline;
            error.hidden = false;
        }
        buttons.forEach((one) => (one.disabled = false));
    }

    async function copy(button) {
        try {
            await navigator.clipboard.writeText(button.dataset.copy);
        } catch {
            // Older browsers, and pages without https.
            const field = document.createElement("textarea");
            field.value = button.dataset.copy;
            document.body.append(field);
            field.select();
            document.execCommand("copy");
            field.remove();
        }
        tell(`${button.dataset.copied} ${button.dataset.title}`);
    }

    function send(button) {
        const news = {
            link: button.dataset.send,
            title: button.dataset.title,
            desc: button.dataset.detail,
            imgUrl: "",
        };
        window.wx.invoke("sendChatMessage", {msgtype: "news", news}, () => {});
    }

    let waiting = 0;
    function find(field) {
        clearTimeout(waiting);
        waiting = setTimeout(async () => {
            const found = document.getElementById("found");
            const text = field.value.trim();
            if (!text) {
                found.replaceChildren();
                return;
            }
            const query = new URLSearchParams({text});
            const rows = await read(await fetch(`${base}/search?${query}`));
            const buttons = rows.map((row) => {
                const button = document.createElement("button");
                button.name = "partner_id";
                button.value = row.id;
                button.textContent = row.name;
                return button;
            });
            found.replaceChildren(...(buttons.length ? buttons : [field.dataset.none]));
        }, 250);
    }

    card.addEventListener("submit", (event) => {
        event.preventDefault();
        submit(event.target, event.submitter);
    });
    card.addEventListener("input", (event) => {
        if (event.target.id === "find") {
            find(event.target);
        }
    });
    card.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) {
            return;
        }
        if (button.dataset.copy) {
            copy(button);
        } else if (button.dataset.send) {
            send(button);
        } else if (button.dataset.reload) {
            window.location.reload();
        }
    });

    // -- whom WeCom says the person is talking to --------------------------------
    async function signature() {
        const token = main.dataset.csrf;
        const url = window.location.href.split("#")[0];
        const response = await fetch(`${base}/signature`, {
            method: "POST",
            body: new URLSearchParams({csrf_token: token, url}),
        });
        const answer = await read(response);
        if (answer.error) {
            throw new Error(answer.error);
        }
        return answer;
    }

    function configured(answer) {
        return new Promise((resolve, reject) => {
            const fail = (problem) => reject(new Error(problem.errMsg || "agentConfig"));
            window.wx.config({
                beta: true,
                appId: answer.corp_id,
                jsApiList: ["sendChatMessage"],
                ...answer.config,
            });
            window.wx.error(fail);
            window.wx.ready(() =>
                window.wx.agentConfig({
                    corpid: answer.corp_id,
                    agentid: answer.agent_id,
                    jsApiList: ["getCurExternalContact", "sendChatMessage"],
                    ...answer.agent_config,
                    success: resolve,
                    fail,
                })
            );
        });
    }

    async function ask() {
        await configured(await signature());
        canSend = true;
        window.wx.invoke("getCurExternalContact", {}, (answer) => {
            if (answer.err_msg === "getCurExternalContact:ok") {
                load(answer.userId);
            } else {
                tell(answer.err_msg);
            }
        });
    }

    if (main.dataset.asksWecom || (window.wx && !card.querySelector("form"))) {
        ask().catch((error) => tell(error.message));
    }
})();
