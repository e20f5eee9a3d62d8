from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# The one context value under which the code behind the buttons writes. It is an
# object, so nobody can send it through RPC.
VISIT_FLOW = object()
GUARDED_FIELDS = frozenset(
    {"name", "state", "closed_at", "closed_by_id", "sha256", "is_shared"}
)
# What the record of a visit says: fixed when it is closed.
RECORD_FIELDS = frozenset(
    {
        "project_id",
        "purpose",
        "date_start",
        "date_end",
        "location",
        "latitude",
        "longitude",
        "summary",
        "user_id",
        "attendee_ids",
        "photo_ids",
    }
)


class ProjectSiteVisit(models.Model):
    """A visit to the site: who was there, what was seen, and what is to be done.

    Taken down on a phone, signed by who is there, and closed: then it does not change
    any more, and the client may be shown it.
    """

    _name = "project.site.visit"
    _description = "Site Visit"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    state = fields.Selection(
        [("draft", "Under Way"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    project_id = fields.Many2one(
        "project.project",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_template', '=', False)]",
    )
    contract_id = fields.Many2one(
        related="project_id.contract_id", store=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Taken Down by",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        domain="[('share', '=', False)]",
    )
    purpose = fields.Selection(
        [
            ("briefing", "Design briefing"),
            ("inspection", "Inspection"),
            ("sample", "Approval of samples"),
            ("coordination", "Coordination"),
            ("acceptance", "Acceptance of the works"),
            ("other", "Other"),
        ],
        required=True,
        default="inspection",
        tracking=True,
    )
    date_start = fields.Datetime(
        string="Begins", required=True, default=fields.Datetime.now, index=True
    )
    date_end = fields.Datetime(string="Ends")
    location = fields.Char(
        compute="_compute_location", store=True, readonly=False, precompute=True
    )
    latitude = fields.Float(digits=(10, 6), copy=False)
    longitude = fields.Float(digits=(10, 6), copy=False)
    summary = fields.Text(
        string="What Was Found and Said", help="Goes into the report for the client."
    )
    attendee_ids = fields.One2many(
        "project.site.attendee", "visit_id", string="People", copy=False
    )
    photo_ids = fields.One2many("project.site.photo", "visit_id", copy=False)
    issue_ids = fields.One2many("project.site.issue", "visit_id", copy=False)
    photo_count = fields.Integer(compute="_compute_counts")
    issue_count = fields.Integer(compute="_compute_counts")
    open_issue_count = fields.Integer(string="Open Issues", compute="_compute_counts")

    _number_unique = models.UniqueIndex(
        "(company_id, name)", "This number of a site visit exists already."
    )
    _customer_timeline_idx = models.Index("(partner_id, create_date, id)")

    @api.depends("project_id.contract_id.partner_id", "project_id.partner_id")
    def _compute_partner_id(self):
        for visit in self:
            project = visit.project_id
            visit.partner_id = project.contract_id.partner_id or project.partner_id

    @api.depends("project_id")
    def _compute_location(self):
        for visit in self:
            visit.location = visit.location or visit.project_id.site_address

    @api.depends("photo_ids", "issue_ids.state")
    def _compute_counts(self):
        photos = dict(
            self.env["project.site.photo"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        issues = {}
        for visit, state, count in self.env["project.site.issue"]._read_group(
            [("visit_id", "in", self.ids)], ["visit_id", "state"], ["__count"]
        ):
            issues.setdefault(visit, {})[state] = count
        for visit in self:
            found = issues.get(visit._origin, {})
            visit.photo_count = photos.get(visit._origin, 0)
            visit.issue_count = sum(found.values())
            visit.open_issue_count = found.get("open", 0)

    @api.depends("name", "project_id.name")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = " ".join(
                filter(None, [visit.name, visit.project_id.name])
            )

    def _compute_access_url(self):
        for visit in self:
            visit.access_url = f"/my/visits/{visit.id}"

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for visit in self:
            if visit.date_end and visit.date_end < visit.date_start:
                raise ValidationError(
                    self.env._(
                        "Visit %(visit)s would end before it begins. Correct one of "
                        "the two times.",
                        visit=visit.display_name,
                    )
                )

    @api.constrains("latitude", "longitude")
    def _check_position(self):
        for visit in self:
            if abs(visit.latitude) > 90 or abs(visit.longitude) > 180:
                raise ValidationError(
                    self.env._(
                        "The position of visit %(visit)s lies on no map.",
                        visit=visit.display_name,
                    )
                )

    @api.constrains("project_id")
    def _check_project(self):
        for visit in self:
            if visit.project_id.is_template:
                raise ValidationError(
                    self.env._(
                        "%(project)s is a template: sites of real projects are "
                        "visited.",
                        project=visit.project_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        ungiven = dict.fromkeys(GUARDED_FIELDS, False)
        numbers = self.env["ir.sequence"]
        return super().create(
            [
                {
                    **vals,
                    **ungiven,
                    "state": "draft",
                    "name": numbers.next_by_code("project.site.visit"),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if self.env.context.get("visit_flow") is not VISIT_FLOW:
            if GUARDED_FIELDS & vals.keys():
                raise UserError(
                    self.env._(
                        "Number and state of a visit cannot be written. Use its "
                        "buttons."
                    )
                )
            if RECORD_FIELDS & vals.keys():
                self._check_open()
        return super().write(vals)

    def _check_open(self):
        """Raise for visits that are closed."""
        if closed := self.filtered(lambda visit: visit.state == "closed"):
            raise UserError(
                self.env._(
                    "%(visit)s is closed and signed: its record cannot be changed any "
                    "more. Take down what came up later in a new visit.",
                    visit=closed[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()
