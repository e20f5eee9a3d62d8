from odoo import api, fields, models
from odoo.fields import Domain


class CrmDunningLevel(models.Model):
    """A rung of the dunning ladder: on which day, who does what.

    A company without rungs of its own goes by those that all share.
    """

    _name = "crm.dunning.level"
    _description = "Dunning Level"
    _order = "days, id"

    name = fields.Char(required=True, translate=True)
    days = fields.Integer(
        string="Days after the Due Date",
        required=True,
        help="Negative: before the due date.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: for all companies that have no levels of their own.",
    )
    active = fields.Boolean(default=True)
    has_activity = fields.Boolean(
        string="Call",
        default=True,
        help="The responsible person finds the customer among the activities.",
    )
    responsible = fields.Selection(
        [
            ("salesperson", "Salesperson"),
            ("leader", "Team Leader"),
            ("collector", "Collector of the Company"),
        ],
        required=True,
        default="salesperson",
    )
    message = fields.Selection(
        [
            ("none", "None"),
            ("propose", "Propose, a person sends it"),
            ("send", "Send by itself"),
        ],
        string="Message to the Customer",
        required=True,
        default="none",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="E-mail Template",
        domain=[("model", "=", "crm.dunning.notice")],
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.ref(
            "crm_finance_link.mail_template_dunning_reminder", raise_if_not_found=False
        ),
    )

    _days_unique = models.UniqueIndex(
        "(days, COALESCE(company_id, 0)) WHERE active",
        "There is a dunning level for this number of days already.",
    )

    @api.model
    def _for_company(self, company):
        """Return the ladder of ``company``, lowest rung first."""
        levels_sudo = self.sudo()  # whoever runs it; rules hide other companies' rungs
        own = levels_sudo.search(Domain("company_id", "=", company.id))
        return own or levels_sudo.search(Domain("company_id", "=", False))
