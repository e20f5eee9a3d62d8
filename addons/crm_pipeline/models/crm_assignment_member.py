from odoo import api, fields, models

from ..tools import assignment


class CrmAssignmentMember(models.Model):
    """A salesperson who is given leads by a rule."""

    _name = "crm.assignment.member"
    _description = "Person of an Assignment Rule"
    _order = "rule_id, sequence, id"
    _rec_name = "user_id"

    rule_id = fields.Many2one(
        "crm.assignment.rule", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    places = fields.Char(
        string="Regions",
        help="Provinces, cities or districts, e.g. 宁波、舟山. A lead is this person's "
        "when its region, city, address or company name has one of them.",
    )
    grade = fields.Selection(
        [("0", "Any"), ("1", "One Star"), ("2", "Two Stars"), ("3", "Three Stars")],
        string="From Priority",
        default="0",
        required=True,
        help="Leads of this priority and above, unless somebody is there for better "
        "ones.",
    )
    last_turn = fields.Integer(readonly=True, copy=False)
    given_count = fields.Integer(string="Given", readonly=True, copy=False)
    is_available = fields.Boolean(
        compute="_compute_is_available",
        help="Active, in sales, and not out of office.",
    )

    _user_unique = models.Constraint(
        "UNIQUE(rule_id, user_id)", "A rule names each person once."
    )

    @api.depends(
        "user_id.active",
        "user_id.group_ids",
        "user_id.out_of_office_from",
        "user_id.out_of_office_to",
    )
    def _compute_is_available(self):
        for member in self:
            user = member.user_id
            member.is_available = (
                user.active
                and not user.is_out_of_office
                and user.has_group("sales_team.group_sale_salesman")
            )

    def _candidates(self, loads):
        """Return these people as the rule chooses among them.

        :param dict loads: open leads by user
        """
        return [
            assignment.Candidate(
                key=member.id,
                last_turn=member.last_turn,
                load=loads.get(member.user_id, 0),
                places=assignment.split_places(member.places),
                grade=int(member.grade),
            )
            for member in self
        ]
