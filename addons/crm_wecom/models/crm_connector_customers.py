from odoo import fields, models

from odoo.addons.queue_job.job import identity_exact


class CrmConnector(models.Model):
    """What a company has decided about its customers in WeCom."""

    _inherit = "crm.connector"

    wecom_is_customer_sync = fields.Boolean(
        string="Customers Every Night",
        copy=False,
        help="Compare all customers in WeCom with those here every night. Needs the "
        "application among those that may call the customer contact interface.",
    )
    wecom_is_consent_required = fields.Boolean(
        string="Personal Data by Consent Only",
        help="Of customers who have not agreed, neither mobile, description, position "
        "nor WeChat id is kept: only the name, the company and whose contact they are.",
    )
    wecom_first_synced_at = fields.Datetime(
        string="Customers Known Since", readonly=True, copy=False
    )
    wecom_sync_ids = fields.One2many("crm.wecom.sync", "connector_id")
    wecom_last_sync_id = fields.Many2one(
        "crm.wecom.sync",
        string="Last Synchronisation",
        compute="_compute_wecom_sync",
    )
    wecom_contact_count = fields.Integer(
        string="Customers", compute="_compute_wecom_sync"
    )
    wecom_review_count = fields.Integer(
        string="Customers to Decide", compute="_compute_wecom_sync"
    )

    def _compute_wecom_sync(self):
        syncs = self.env["crm.wecom.sync"]._read_group(
            [("connector_id", "in", self.ids)], ["connector_id"], ["id:max"]
        )
        last = {connector.id: sync_id for connector, sync_id in syncs}
        groups = self.env["crm.wecom.contact"]._read_group(
            [("connector_id", "in", self.ids)],
            ["connector_id", "match_state"],
            ["__count"],
        )
        counts = {(connector.id, state): count for connector, state, count in groups}
        for connector in self:
            connector.wecom_last_sync_id = last.get(connector.id)
            connector.wecom_review_count = counts.get((connector.id, "review"), 0)
            connector.wecom_contact_count = sum(
                count
                for (known, _state), count in counts.items()
                if known == connector.id
            )

    def action_wecom_sync_customers(self):
        """Begin to compare all customers now; go on with a run that stopped."""
        self.ensure_one()
        self.check_access("write")
        self.wecom_is_customer_sync = True
        self.env["crm.wecom.sync"]._start(self)
        return self._notification(
            "success",
            self.env._("All customers are being compared. This takes some minutes."),
        )

    def action_wecom_view_syncs(self):
        """Open the runs of this connector."""
        return self._action_of_mine("crm_wecom.crm_wecom_sync_action")

    def action_wecom_view_contacts(self):
        """Open the customers of this connector; the context may preset a filter."""
        return self._action_of_mine("crm_wecom.crm_wecom_contact_action")

    def _wecom_after_sync(self, sync):
        """Look for the customers here that the new ones are, by jobs of their own."""
        if not self.wecom_first_synced_at:
            self.wecom_first_synced_at = sync.started_at
        self._wecom_enqueue_matching()

    def _wecom_enqueue_matching(self):
        self.with_delay(
            identity_key=identity_exact,
            description=self.env._("Look for customers of WeCom among ours"),
        )._wecom_match_customers()

    def _wecom_match_customers(self):
        """Compare the next ones that nobody has compared yet. Runs as a job."""
        with self._calling_in_job():
            is_more = self.env["crm.wecom.contact"]._match_pending(self)
        if is_more:
            self._wecom_enqueue_matching()
