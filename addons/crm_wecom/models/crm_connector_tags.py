from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_connector.clients.errors import ClientError
from odoo.addons.queue_job.job import identity_exact

SIDES = [("wecom", "WeCom Decides"), ("here", "Odoo Decides")]
TAG_SIDES = [*SIDES, ("none", "Kept Apart")]


class CrmConnector(models.Model):
    """Which side is right about what both know of a customer."""

    _inherit = "crm.connector"

    wecom_tag_side = fields.Selection(
        TAG_SIDES,
        string="Tags",
        default="none",
        required=True,
        help="WeCom: customers here get the tags that colleagues give there. Odoo: the "
        "tags of customers here are written to WeCom. Only mapped tags take part.",
    )
    wecom_remark_side = fields.Selection(
        SIDES, string="Remark", default="wecom", required=True
    )
    wecom_description_side = fields.Selection(
        SIDES, string="Description", default="wecom", required=True
    )
    wecom_tag_ids = fields.One2many("crm.wecom.tag", "connector_id")

    def write(self, vals):
        result = super().write(vals)
        if vals.get("wecom_tag_side", "none") != "none":
            self.filtered(lambda one: one.state == "connected")._wecom_enqueue_tags()
        return result

    def _wecom_enqueue_tags(self):
        for connector in self:
            connector.with_delay(
                identity_key=identity_exact,
                description=self.env._("Compare the tags with those of WeCom"),
            )._wecom_sync_tags()

    def _wecom_sync_tags(self):
        """Read the company's tags, then let both sides have the same. Runs as a job.

        :raise RetryableJobError: WeCom could not be asked now
        """
        if self.wecom_tag_side == "none" or not self._is_usable():
            return
        with self._calling_in_job():
            groups = self._wecom_client().corp_tags()
        self.env["crm.wecom.tag"]._take_over(self, groups)
        self.env["crm.wecom.tag"]._give_here(self)
        self._wecom_queue_tag_differences()

    def _wecom_queue_tag_differences(self):
        """Write to WeCom what differs there, where ours win."""
        if self.wecom_tag_side != "here":
            return
        follows = self.env["crm.wecom.follow"].search(
            [
                ("contact_id.connector_id", "=", self.id),
                ("contact_id.partner_id", "!=", False),
                ("ended_at", "=", False),
            ]
        )
        tags = self.wecom_tag_ids.filtered("category_id")
        mapped = {tag.category_id.id: tag.code for tag in tags}
        codes = set(mapped.values())
        differing = follows.filtered(
            lambda one: (
                {
                    mapped[tag.id]
                    for tag in one.contact_id.partner_id.category_id
                    if tag.id in mapped
                }
                != codes.intersection((one.tag_codes or "").split(","))
            )
        )
        self.env["crm.wecom.change"]._queue(differing, "tags")

    def _wecom_tags_changed(self, _event):
        """A tag was made, renamed or deleted in WeCom: all are read again."""
        self._wecom_enqueue_tags()

    def action_wecom_read_tags(self):
        """Read WeCom's tags now and open the mapping."""
        self.ensure_one()
        self.check_access("write")
        try:
            groups = self._wecom_client().corp_tags()
        except ClientError as error:
            raise UserError(self._delivery_error(error).detail) from error
        self.env["crm.wecom.tag"]._take_over(self, groups)
        return self._action_of_mine("crm_wecom.crm_wecom_tag_action")
