from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import write_back
from ..tools.contact_list import PERSONAL_OF_FOLLOW

# what people write here -> WeCom's name
WRITTEN = {"remark": "remark", "description": "description"}


class CrmWecomFollow(models.Model):
    """A colleague's remark and tags of a customer, written to WeCom."""

    _inherit = "crm.wecom.follow"

    is_mine = fields.Boolean(compute="_compute_is_mine")

    def _compute_is_mine(self):
        for follow in self:
            follow.is_mine = follow.user_id == self.env.user

    def action_write_remark(self, values):
        """Write remark, description or mobile of one's own customer to WeCom.

        :param dict values: any of ``remark``, ``description``, ``mobile``
        :raises UserError: too long for WeCom, or WeCom decides about the field
        """
        self.ensure_one()
        self.check_access("read")
        is_chief = self.env.user.has_group("sales_team.group_sale_manager")
        if not (is_chief or self.user_id == self.env.user):
            raise AccessError(
                self.env._("Only the colleague himself writes his customer's remark.")
            )
        values = {
            name: (values[name] or "").strip()
            for name in (*WRITTEN, "mobile")
            if name in values
        }
        self._check_written(values)
        changes = {WRITTEN[name]: values[name] for name in WRITTEN if name in values}
        if "mobile" in values:
            changes["remark_mobiles"] = [values["mobile"]]
        # The row is WeCom's and read-only for people; the job writes what it says.
        follow_sudo = self.sudo()
        follow_sudo.write(follow_sudo._only_kept(values))
        self.env["crm.wecom.change"].sudo()._queue(follow_sudo, "remark", changes)

    def _only_kept(self, values):
        """Those of ``values`` that may be kept here, whatever WeCom is told."""
        if self.contact_id._is_personal_kept():
            return values
        return {
            name: value
            for name, value in values.items()
            if name not in PERSONAL_OF_FOLLOW
        }

    def _check_written(self, values):
        connector_sudo = self.sudo().contact_id.connector_id  # a setting
        for name in WRITTEN:
            if name in values and connector_sudo[f"wecom_{name}_side"] == "wecom":
                raise UserError(
                    self.env._(
                        "%(field)s of %(name)s is written in WeCom alone: so the "
                        "connector says.",
                        field=self._fields[name]._description_string(self.env),
                        name=self.contact_id.display_name,
                    )
                )
        for name, limit in write_back.too_long(values).items():
            raise UserError(
                self.env._(
                    "%(field)s of %(name)s: WeCom takes %(limit)s characters. Shorten "
                    "it.",
                    field=self._fields[name]._description_string(self.env),
                    name=self.contact_id.display_name,
                    limit=limit,
                )
            )

    # -- tags ------------------------------------------------------------------
    def _get_tag_differences(self):
        """The codes of tags to add and to take so that WeCom has what is here."""
        self.ensure_one()
        tags = self.env["crm.wecom.tag"].search(
            [
                ("connector_id", "=", self.contact_id.connector_id.id),
                ("category_id", "!=", False),
            ]
        )
        given = self.contact_id.partner_id.category_id
        wanted = set(tags.filtered(lambda tag: tag.category_id in given).mapped("code"))
        known = set(filter(None, (self.tag_codes or "").split(",")))
        return sorted(wanted - known), sorted(
            (known - wanted) & set(tags.mapped("code"))
        )

    def _queue_tags(self):
        """Let WeCom have the tags of these, where the connector says that ours win."""
        ours = self.filtered(
            lambda one: (
                not one.ended_at
                and one.contact_id.connector_id.wecom_tag_side == "here"
            )
        )
        self.env["crm.wecom.change"]._queue(ours, "tags")
