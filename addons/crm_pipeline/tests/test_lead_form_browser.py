from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..tools import form_token

#: The page has no JavaScript, so there is no tour on it: a frame as wide as a phone is
#: filled in and sent as a visitor does, by the browser's own means.
VISIT = """
(async () => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: location.href, width: 390, height: 844 });
    const loaded = () =>
        new Promise((done) => frame.addEventListener("load", done, { once: true }));
    const page = () => frame.contentDocument;
    const field = (name) => page().querySelector(`[name=${name}]`);
    const say = (sentence, isTrue) => {
        if (!isTrue) {
            throw new Error(`${sentence}: ${page().querySelector("main").innerText}`);
        }
    };
    const isNarrow = () => page().documentElement.scrollWidth <= 390;
    const send = async () => {
        const answer = loaded();
        page().querySelector("button[type=submit]").click();
        await answer;
    };
    let first = loaded();
    document.body.replaceChildren(frame);
    await first;
    say("all of it is on the phone's screen", isNarrow());
    field("contact_name").value = "He Li";
    field("phone").value = "call me";
    const form = page().querySelector("form");
    say("nothing is sent without consent", !form.checkValidity());
    field("consent").click();
    await send();
    say("it says which field is wrong", field("phone").matches(".is-invalid"));
    const why = field("phone").parentElement.querySelector(".invalid-feedback");
    say("and why", why && getComputedStyle(why).display !== "none" && why.innerText);
    say("what was typed is still there", field("contact_name").value === "He Li");
    say("consent, too", field("consent").checked);
    say("the sentences fit", isNarrow());
    field("phone").value = "0574 8837 6651";
    await send();
    say("thanks", page().body.innerText.includes("We call you back"));
    say("and no form any more", !page().querySelector("form"));
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestLeadFormBrowser(HttpCase):
    """A visitor with his phone at our stand."""

    def test_a_visitor_corrects_his_phone_and_is_thanked(self):
        form = self.env["crm.lead.form"].create({"name": "Fair", "lang": "en_US"})
        with patch.object(form_token, "MIN_SECONDS", 0):
            self.browser_js(
                f"/lead/{form.code}", VISIT, ready="document.readyState === 'complete'"
            )
        lead = form.lead_ids
        self.assertEqual((lead.contact_name, lead.phone), ("He Li", "0574 8837 6651"))
        self.assertTrue(lead.consent_at)
