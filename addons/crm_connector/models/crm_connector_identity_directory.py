from odoo import api, fields, models

from ..tools.directory_difference import Known

HISTORY = ("external_id", "user_id", "partner_id", "active", "name", "title")


class CrmConnectorIdentity(models.Model):
    """What the chat tool's directory says of a colleague, and how that changed."""

    _inherit = "crm.connector.identity"

    active = fields.Boolean(default=True)
    name = fields.Char(string="Name in the Chat Tool", readonly=True)
    title = fields.Char(string="Job Position", readonly=True)
    stable_id = fields.Char(
        string="Lasting ID",
        readonly=True,
        help="An ID that stays when the other one changes, e.g. DingTalk's unionid.",
    )
    is_from_directory = fields.Boolean(
        string="In the Directory",
        readonly=True,
        help="The chat tool's directory has named this person.",
    )
    left_at = fields.Datetime(string="Left", readonly=True)
    member_ids = fields.One2many(
        "crm.connector.department.member", "identity_id", readonly=True
    )
    department_names = fields.Char(
        string="Departments", compute="_compute_department_names"
    )
    change_ids = fields.One2many(
        "crm.connector.identity.change", "identity_id", string="History", readonly=True
    )
    handover_id = fields.Many2one(
        "crm.customer.handover",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Prepared when the colleague left.",
    )

    @api.depends("name", "external_id")
    def _compute_display_name(self):
        for identity in self:
            name, external_id = identity.name, identity.external_id
            identity.display_name = f"{name} ({external_id})" if name else external_id

    @api.depends("member_ids.department_id.name", "member_ids.is_leader")
    def _compute_department_names(self):
        for identity in self:
            identity.department_names = "、".join(
                member.department_id.name for member in identity.member_ids
            )

    @api.model_create_multi
    def create(self, vals_list):
        identities = super().create(vals_list)
        identities._keep_history([(one, "created", "", "") for one in identities])
        return identities

    def write(self, vals):
        with self._history(HISTORY if not set(HISTORY).isdisjoint(vals) else ()):
            return super().write(vals)

    # -- history -------------------------------------------------------------
    def _history(self, names):
        """Context manager: keep what becomes different of these fields inside it."""
        return _History(self, names)

    def _history_texts(self, names):
        """{(identity, field): text} for the history."""
        return {(one, name): one._history_text(name) for one in self for name in names}

    def _history_text(self, name):
        value = self[name]
        if self._fields[name].type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, models.BaseModel):
            return value.sudo().display_name or ""  # history names people, no more
        return value or ""

    @api.model
    def _keep_history(self, rows):
        """Write the history of many at once.

        :param rows: (identity, what, before, after)
        """
        run_id = self.env.context.get("directory_run_id")
        # Rows are written by code alone, whoever changes an identity.
        self.env["crm.connector.identity.change"].sudo().create(
            [
                {
                    "identity_id": identity.id,
                    "what": what,
                    "before": before,
                    "after": after,
                    "run_id": run_id,
                    "user_id": self.env.uid,
                }
                for identity, what, before, after in rows
            ]
        )

    # -- for the comparison ----------------------------------------------------
    @api.model
    def _colleagues(self, connector):
        """Everybody of us whom we know in this chat tool, those who left included."""
        return self.with_context(active_test=False).search(
            [("connector_id", "=", connector.id), ("partner_id", "=", False)]
        )

    def _as_known(self):
        """These as plain values for ``tools.directory_difference``."""
        return [
            Known(
                key=one.id,
                external_id=one.external_id,
                name=one.name or "",
                title=one.title or "",
                department_ids=frozenset(
                    one.member_ids.department_id.mapped("external_id")
                ),
                led_ids=frozenset(
                    one.member_ids.filtered("is_leader").department_id.mapped(
                        "external_id"
                    )
                ),
                is_active=one.active,
                stable_id=one.stable_id or "",
                is_linked=bool(one.user_id),
            )
            for one in self
        ]


class _History:
    """Keeps what becomes different between its beginning and its end."""

    def __init__(self, identities, names):
        is_kept_outside = identities.env.context.get("identity_history_outside")
        self._identities = identities.browse() if is_kept_outside else identities
        self._names = names

    def __enter__(self):
        self._before = self._identities._history_texts(self._names)
        return self

    def __exit__(self, kind, value, traceback):
        if kind or not self._names:
            return
        after = self._identities._history_texts(self._names)
        self._identities._keep_history(
            [
                (identity, name, self._before[identity, name], text)
                for (identity, name), text in after.items()
                if text != self._before[identity, name]
            ]
        )
