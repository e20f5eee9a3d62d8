import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.crm_customer.tools.base_url import clean_base_url
from odoo.addons.crm_customer.tools.callback_key import is_key, new_key

from ..clients.errors import EsignError
from ..clients.esign import EsignClient

LOOPBACK_PARAMETER = "crm_contract.is_loopback_allowed"
# What a provider needs before contracts are sent to it.
SETTINGS = frozenset({"kind", "base_url", "app_id", "app_secret"})


class CrmSignProvider(models.Model):
    """An e-sign service that takes the signatures on contracts.

    An adapter adds its kind to ``kind`` and answers in ``_get_client()`` an object
    with the methods of :class:`EsignClient`. Its errors are those of
    ``clients/errors.py``: their class says what happens next.
    """

    _name = "crm.sign.provider"
    _description = "E-Sign Provider"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("http", "HTTP interface")],
        string="Interface",
        required=True,
        default="http",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: serves every company."
    )
    state = fields.Selection(
        [("draft", "Not Tested"), ("connected", "Connected"), ("error", "Error")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    base_url = fields.Char(string="Server Address", groups="base.group_system")
    app_id = fields.Char(string="Application", groups="base.group_system")
    app_secret = fields.Char(
        string="Secret", groups="base.group_system", copy=False, exportable=False
    )
    callback_key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_key(),
        groups="base.group_system",
    )
    callback_secret = fields.Char(
        copy=False,
        exportable=False,
        default=lambda self: secrets.token_urlsafe(32),
        groups="base.group_system",
        help="The provider signs its callbacks with it. Enter the same one there.",
    )
    callback_url = fields.Char(
        string="Callback Address",
        compute="_compute_callback_url",
        groups="base.group_system",
        help="Enter it at the provider.",
    )
    last_error = fields.Char(readonly=True, copy=False)
    tested_at = fields.Datetime(string="Last Test", readonly=True, copy=False)
    envelope_ids = fields.One2many("crm.sign.envelope", "provider_id")

    _callback_key_unique = models.Constraint(
        "UNIQUE(callback_key)", "Two providers have the same callback address."
    )

    @api.depends("callback_key")
    def _compute_callback_url(self):
        for provider in self:
            base = provider.get_base_url()
            provider.callback_url = f"{base}/crm_contract/esign/{provider.callback_key}"

    @api.constrains("base_url")
    def _check_base_url(self):
        for provider in self.filtered("base_url"):
            provider._checked_base_url()

    def write(self, vals):
        # What was tested is not what is there now.
        if not SETTINGS.isdisjoint(vals) and "state" not in vals:
            vals = {**vals, "state": "draft"}
        return super().write(vals)

    def _checked_base_url(self):
        """Return the server address, safe to send contracts and secrets to.

        :raise ValidationError: when it is neither https nor an allowed loopback
        """
        self.ensure_one()
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # system setting
        is_allowed = parameters_sudo.get_param(LOOPBACK_PARAMETER) == "1"
        try:
            return clean_base_url(self.base_url, is_allowed)
        except ValueError:
            raise ValidationError(
                self.env._(
                    "E-sign provider %(name)s: %(url)s cannot be its server address. "
                    "Contracts and secrets are sent there, so enter an https:// "
                    "address without user name or query (a simulator on this machine "
                    "needs the system parameter %(parameter)s = 1).",
                    name=self.name,
                    url=self.base_url or "—",
                    parameter=LOOPBACK_PARAMETER,
                )
            ) from None

    @api.model
    def _for_company(self, company):
        """Return the provider that takes the contracts of ``company``, or none."""
        domain = [
            ("state", "=", "connected"),
            ("company_id", "in", (company.id, False)),
        ]
        # Who sends a contract need not see the settings of its provider.
        return self.sudo().search(domain, limit=1)

    @api.model
    def _callback_secret(self, key):
        """Return id and secret of the provider that calls back at ``key``.

        :rtype: tuple[int, str]
        """
        if not is_key(key):
            return 0, ""
        # One statement, before the ORM does anything for whoever calls.
        self.env.cr.execute(
            SQL(
                "SELECT id, callback_secret FROM crm_sign_provider "
                "WHERE callback_key = %s AND active",
                key,
            )
        )
        found = self.env.cr.fetchone()
        return (found[0], found[1] or "") if found else (0, "")

    def _get_client(self):
        """Hook: what speaks to this provider; ``self`` is superuser here.

        :return: an object with the methods of ``EsignClient``
        """
        self.ensure_one()
        return EsignClient(
            self._checked_base_url(), self.app_id or "", self.app_secret or ""
        )

    def _register_setup_error(self, error):
        """Nothing gets through until somebody has mended the settings."""
        self.write({"state": "error", "last_error": error.detail})

    def action_test_connection(self):
        """Prove that the settings work, and let waiting contracts go out."""
        self.ensure_one()
        self.check_access("write")
        now = fields.Datetime.now()
        try:
            self._get_client().check()
        except EsignError as error:
            self._register_setup_error(error)
            self.tested_at = now
            return self._notification("danger", error.detail)
        self.write({"state": "connected", "last_error": False, "tested_at": now})
        self.env["crm.sign.envelope"]._trigger_work()
        return self._notification("success", self.env._("The connection works."))

    def _notification(self, kind, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "title": self.name,
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_new_callback_secret(self):
        """Make a new callback secret; the old one stops working at once."""
        self.ensure_one()
        self.check_access("write")
        self.callback_secret = secrets.token_urlsafe(32)
        return True
