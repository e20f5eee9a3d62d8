from datetime import timedelta

from odoo import api, fields, models


class CrmContract(models.Model):
    _inherit = "crm.contract"

    @api.private
    def sign_demo_contract(self, signer_name, image, ip):
        """Sign as the client does in the portal, with a confirmed code.

        Used by the demo company, which has no mail server for the code: it is made,
        confirmed and used here in one go.

        :param str image: the drawn signature, base64
        """
        self.ensure_one()
        code = self.env["crm.contract.sign.code"].create(
            {
                "contract_id": self.id,
                "document_id": self.document_id.id,
                "channel": "mail",
                "address": self._sign_code_addresses()["mail"],
                "expires_at": fields.Datetime.now() + timedelta(minutes=1),
            }
        )
        code._confirm(code._set_new_code())
        client = {"ip": ip, "user_agent": "Mozilla/5.0 (demo)", "partner": None}
        self._sign_in_portal(self.document_id.sha256, signer_name, image, code, client)

    @api.private
    def accept_demo_contract(self):
        """Record that the client has accepted the whole work today."""
        self.ensure_one()
        self._record_acceptance("accepted", self._term_today(), self.warranty_months)
