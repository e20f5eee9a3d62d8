from odoo import models
from odoo.exceptions import AccessDenied

from ..tools.login import LoginProblem, LoginProof

LOGIN_TYPE = "crm_connector"


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        """Take the proof of a chat tool; a second factor is asked for as always."""
        if credential["type"] != LOGIN_TYPE:
            return super()._check_credentials(credential, env)
        proof = credential.get("proof")
        # A request's values are texts: only our own code hands over a proof.
        if not isinstance(proof, LoginProof):
            raise AccessDenied()
        # Whoever logs in may not read connectors and identities.
        connector_sudo = self.env["crm.connector"].sudo().browse(proof.connector_id)
        try:
            user_sudo = connector_sudo._login_user(proof)
        except LoginProblem:
            raise AccessDenied() from None
        if user_sudo.id != self.env.user.id:
            raise AccessDenied()
        return {
            "uid": self.env.user.id,
            "auth_method": LOGIN_TYPE,
            "mfa": "default",
        }
