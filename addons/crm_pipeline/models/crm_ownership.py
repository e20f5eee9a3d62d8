from odoo import fields, models


class CrmOwnership(models.Model):
    _inherit = "crm.ownership"

    reason = fields.Selection(
        selection_add=[
            ("pool", "Fell into the Pool"),
            ("claim", "Claimed from the Pool"),
            ("undo", "Given Back"),
            ("arbitration", "Arbitration of a Conflict"),
        ],
        # The ledger outlives the pool: the addon's reasons become plain ones.
        ondelete={
            "pool": lambda rows: rows._set_reason("released"),
            "claim": lambda rows: rows._set_reason("assigned"),
            "undo": lambda rows: rows._set_reason("assigned"),
            "arbitration": lambda rows: rows._set_reason("assigned"),
        },
    )

    _former_owner_idx = models.Index("(previous_user_id, changed_at)")

    def _set_reason(self, reason):
        """Rename the reason of these rows when this addon is uninstalled."""
        # In SQL, because the ORM changes no row of the ledger.
        if self:
            self.env.cr.execute(
                "UPDATE crm_ownership SET reason = %s WHERE id IN %s",
                [reason, tuple(self.ids)],
            )
            self.invalidate_model(["reason"])
