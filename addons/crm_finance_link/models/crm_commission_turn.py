from odoo import api, fields, models
from odoo.tools import SQL


class CrmCommissionTurn(models.Model):
    """One row a person and year: two receipts of one moment take turns.

    Tiers count what came in before, so the second has to see the first. It waits for
    this row, PostgreSQL tells it that the row has changed, and Odoo runs it again.
    """

    _name = "crm.commission.turn"
    _description = "Turn of a Commission"
    _rec_name = "year"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    year = fields.Integer(required=True, readonly=True, aggregator=None)
    number = fields.Integer(required=True, readonly=True, aggregator=None)

    _once = models.Constraint(
        "UNIQUE(user_id, company_id, year)", "A person has one turn a year."
    )

    @api.model
    def _take(self, keys):
        """Wait until nobody else books for these people.

        :param keys: (user id, company id, year); taken in one order, so that nobody
            waits in a circle
        """
        users, companies, years = zip(*sorted(set(keys)), strict=True)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_commission_turn (user_id, company_id, year, number)
                SELECT person, company, year, 1
                  FROM unnest(%s, %s, %s) AS turn(person, company, year)
                 ORDER BY 1, 2, 3
                ON CONFLICT (user_id, company_id, year)
                   DO UPDATE SET number = crm_commission_turn.number + 1
                """,
                list(users),
                list(companies),
                list(years),
            ),
            log_exceptions=False,  # being second is no error
        )
        self.invalidate_model(flush=False)
