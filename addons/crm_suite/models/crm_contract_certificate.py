import base64
import secrets

from odoo import api, models

from ..tools import demo_certificate


class CrmContractCertificate(models.Model):
    _inherit = "crm.contract.certificate"

    @api.private
    @api.model
    def make_demo_certificate(self, company_id, name):
        """Give the demo company a certificate, made here and known to nobody else."""
        password = secrets.token_urlsafe(16)
        data = demo_certificate.make(name, password)
        self.create(
            {
                "company_id": company_id,
                "pkcs12": base64.b64encode(data),
                "password": password,
            }
        )
