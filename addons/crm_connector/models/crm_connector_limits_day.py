from odoo import api, fields, models

NAME = "member_day"


class CrmConnector(models.Model):
    """How much one person is sent within a day, where the chat tool counts days.

    Computed apart from the other limits: what an administrator has set there stays when
    this field comes with an update.
    """

    _inherit = "crm.connector"

    limit_member_day = fields.Integer(
        string="To One Person a Day",
        compute="_compute_limit_member_day",
        store=True,
        readonly=False,
        help="Within any 24 hours. 0: the chat tool does not count days.",
    )

    _day_limit_positive = models.Constraint(
        "CHECK(limit_member_day >= 0)",
        "A limit of a day is at least 1, or 0 where the chat tool has none.",
    )

    @api.depends("kind")
    def _compute_limit_member_day(self):
        by_kind = self._default_limits()
        for connector in self:
            connector.limit_member_day = by_kind.get(connector.kind, {}).get(NAME, 0)
