from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MANAGER_GROUPS = "project.group_project_manager,sales_team.group_sale_manager"


class ProjectDeliverableVersion(models.Model):
    """Nothing more goes out while the client's money is overdue for too long."""

    _inherit = "project.deliverable.version"

    release_override_ids = fields.One2many(
        "project.release.override", "version_id", groups="base.group_user"
    )

    def _check_release_allowed(self):
        result = super()._check_release_allowed()
        # Designers see neither plans nor who let a version out.
        version_sudo = self.sudo()
        contract_sudo = version_sudo.deliverable_id.contract_id
        hold = contract_sudo._get_money_holds().get(contract_sudo)
        if hold and not version_sudo.release_override_ids:
            raise UserError(
                self.env._(
                    "%(version)s is held: money of %(project)s is overdue since "
                    "%(since)s. It can be released when finance has received it, or "
                    "when a manager of projects or sales allows it (“Allow the "
                    "Release”, with a reason).",
                    version=self.display_name,
                    project=version_sudo.deliverable_id.project_id.name,
                    since=fields.Date.to_string(hold[0]),
                )
            )
        return result

    def _allow_release(self, reason):
        """Let this version out despite overdue money; managers only.

        :param str reason: why, in words
        :return: the row of the ledger, as superuser
        :raise AccessError, UserError: no right, no reason, or nothing is held
        """
        self.ensure_one()
        self._check_may_allow()
        reason = (reason or "").strip()
        # Managers of projects see no plans; nobody writes the ledger.
        version_sudo = self.sudo()
        version_sudo.deliverable_id._lock_row()
        contract_sudo = version_sudo.deliverable_id.contract_id
        hold = contract_sudo._get_money_holds().get(contract_sudo)
        if not hold or version_sudo.release_override_ids or self.state != "draft":
            raise UserError(
                self.env._(
                    "%(version)s is not held (any more). Reload the page to see what "
                    "happened.",
                    version=self.display_name,
                )
            )
        if not reason:
            raise UserError(
                self.env._("%(version)s: say why.", version=self.display_name)
            )
        since, amount = hold
        row_sudo = version_sudo.release_override_ids.create(
            {
                "version_id": self.id,
                "amount_overdue": amount,
                "overdue_since": since,
                "reason": reason,
                "user_id": self.env.uid,
            }
        )
        version_sudo._announce_override(row_sudo)
        return row_sudo

    def _check_may_allow(self):
        self.check_access("read")
        if not self.env.user.has_groups(MANAGER_GROUPS):
            raise AccessError(
                self.env._(
                    "Only managers of projects or sales may release a version while "
                    "money is overdue."
                )
            )

    def _announce_override(self, row):
        deliverable = self.deliverable_id
        sentence = self.env._(
            "%(version)s may be released although money is overdue: %(reason)s",
            version=self.display_name,
            reason=row.reason,
        )
        deliverable.message_post(body=sentence, subtype_xmlid="mail.mt_note")
        lines = self.env["crm.payment.plan.line"]
        self.env["crm.business.event"]._emit(
            "deliverable.release_allowed",
            deliverable,
            sentence,
            partner=deliverable.partner_id,
            audience=self.user_id
            | deliverable.contract_id.user_id
            | lines._get_finance_users(row.company_id),
            key=f"deliverable.release_allowed:{row.id}",
        )
