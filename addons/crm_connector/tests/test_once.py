from .common import ConnectorCase


class TestOnce(ConnectorCase):
    def test_a_value_is_good_once_for_each_purpose(self):
        once = self.env["crm.connector.once"]
        taken = [
            once._take(purpose, "a-secret-value")
            for purpose in ("login", "login", "form", "form")
        ]
        self.assertEqual(taken, [True, False, True, False])
        rows = once.search([], order="id desc", limit=2)
        self.assertNotIn("a-secret-value", rows.mapped("digest"))
        for operation in ("read", "write", "create", "unlink"):
            self.assertFalse(once.with_user(self.reader).has_access(operation))

    def test_what_is_long_gone_is_cleaned_up(self):
        once = self.env["crm.connector.once"]
        once._take("login", "old")
        once._take("login", "new")
        old, new = once.search([], order="id desc", limit=2)[::-1]
        self.env.cr.execute(
            "UPDATE crm_connector_once SET used_at = used_at - interval '8 days' "
            "WHERE id = %s",
            (old.id,),
        )
        self.env.invalidate_all()
        once._gc_used()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_a_tool_without_login_offers_none(self):
        self.connector.is_login_enabled = True
        self.assertFalse(self.connector.is_login_possible)
        links = [one["auth_link"] for one in self.connector._login_buttons("/odoo")]
        self.assertFalse([one for one in links if f"/{self.connector.id}?" in one])
        self.connector.is_open_link_enabled = True
        url = f"{self.connector.get_base_url()}/odoo/crm"
        self.connector._send({"title": "x", "url": url}, ["ID.con_reader"])
        self.assertEqual(self.tool.calls[0][0]["url"], url)
