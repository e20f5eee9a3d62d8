from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_connector.clients.errors import ClientError


class ResPartnerCategory(models.Model):
    """Tags of customers that WeCom should have, too."""

    _inherit = "res.partner.category"

    def action_make_in_wecom(self):
        """Make these tags in WeCom, in each company that decides about tags here.

        :raises UserError: WeCom takes no more tags, or a tag has a rule there already
        """
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("Only sales managers make tags in WeCom. Ask yours.")
            )
        # Managers make tags; the connection itself is the administrators'.
        connectors_sudo = self.env["crm.connector"].sudo()
        ours_sudo = connectors_sudo.search(
            [
                ("kind", "=", "wecom"),
                ("wecom_tag_side", "=", "here"),
                ("state", "=", "connected"),
                ("company_id", "in", [False, *self.env.companies.ids]),
            ]
        )
        if not ours_sudo:
            raise UserError(
                self.env._(
                    "On no connector of WeCom does Odoo decide about tags. An "
                    "administrator sets that there."
                )
            )
        for connector_sudo in ours_sudo:
            self._make_at(connector_sudo)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_wecom.crm_wecom_tag_action"
        )

    def _make_at(self, connector_sudo):
        known = connector_sudo.wecom_tag_ids.category_id
        client = connector_sudo._wecom_client()
        group_name = self.env._("Customer Tags")
        for category in self - known:
            try:
                made = client.add_corp_tag(group_name, category.name)
            except ClientError as error:
                raise UserError(
                    self.env._(
                        "Tag %(tag)s was not made in WeCom: %(reason)s",
                        tag=category.name,
                        reason=connector_sudo._delivery_error(error).detail,
                    )
                ) from error
            connector_sudo.env["crm.wecom.tag"].create(
                {
                    "connector_id": connector_sudo.id,
                    "code": made["id"],
                    "name": category.name,
                    "group_name": group_name,
                    "category_id": category.id,
                }
            )
