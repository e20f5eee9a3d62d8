from odoo import models


class ProjectDeliverableVersion(models.Model):
    """Acceptance on paper, kept with the scanned document."""

    _inherit = "project.deliverable.version"

    def _sign_on_paper(self, name, date, scan):
        """Record a signature on paper.

        :param str name: who signed
        :param date date: when, as the paper says
        :param tuple scan: name and bytes of the scanned document
        :raise AccessError: for anybody but the lead and project administrators
        :raise UserError: what is wrong with name, date or scan
        """
        self._begin_sign_off()
        self._finish_sign_off(
            self._paper_acceptance(name, date, scan, self.released_at)
        )

    def _own_files_sudo(self):
        return super()._own_files_sudo() | self.sudo().attachment_id
