import secrets
from urllib.parse import urlencode

from markupsafe import Markup

from odoo import api, fields, models

QR_SIZE = 220


class CrmLeadForm(models.Model):
    """A public form by which people leave an enquiry: one for each campaign."""

    _name = "crm.lead.form"
    _description = "Web Form for Leads"
    _order = "name, id"

    name = fields.Char(required=True, help="For ourselves: campaign, exhibition, page.")
    active = fields.Boolean(default=True, help="Switched off, the link says so.")
    code = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: secrets.token_urlsafe(9),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", check_company=True
    )
    source_id = fields.Many2one("utm.source")
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "zh_CN",
    )
    title = fields.Char(
        required=True,
        translate=True,
        default=lambda self: self.env._("Tell us about your project"),
    )
    intro = fields.Text(translate=True)
    thanks = fields.Text(
        string="Thank-you Text",
        required=True,
        translate=True,
        default=lambda self: self.env._(
            "Thank you. We call you back within one working day."
        ),
    )
    consent = fields.Text(
        required=True,
        translate=True,
        default=lambda self: self.env._(
            "I agree that you store what I enter here and call me about this "
            "enquiry. I can withdraw this at any time."
        ),
        help="What the visitor agrees to, with its purpose. It is kept with the lead "
        "as it was.",
    )
    asks_company = fields.Boolean(string="Company Name", default=True)
    asks_email = fields.Boolean(string="Mail")
    asks_city = fields.Boolean(string="City", default=True)
    asks_design_type = fields.Boolean(string="Design Type", default=True)
    asks_area = fields.Boolean(string="Area", default=True)
    asks_budget = fields.Boolean(string="Budget")
    hourly_limit = fields.Integer(
        string="Enquiries per Hour",
        default=60,
        help="More than these are told to call or come back later.",
    )
    visitor_limit = fields.Integer(
        string="Enquiries per Visitor and Hour",
        default=5,
        help="Counted by the visitor's address, of which only a hash of the day is "
        "kept. Colleagues behind one office line share it.",
    )
    lead_ids = fields.One2many("crm.lead", "lead_form_id")
    lead_count = fields.Integer(compute="_compute_lead_count")
    url = fields.Char(string="Link", compute="_compute_url")
    qr_html = fields.Html(string="QR Code", compute="_compute_url", sanitize=False)

    _code_unique = models.Constraint("UNIQUE(code)", "Two forms have the same link.")
    _limits_positive = models.Constraint(
        "CHECK(hourly_limit > 0 AND visitor_limit > 0)",
        "The limits of a form must be at least one.",
    )

    @api.depends("code")
    def _compute_url(self):
        for form in self:
            form.url = f"{form.get_base_url()}/lead/{form.code}"
            query = urlencode(
                {
                    "barcode_type": "QR",
                    "value": form.url,
                    "width": QR_SIZE,
                    "height": QR_SIZE,
                }
            )
            form.qr_html = Markup('<img src="/report/barcode/?%s" alt="QR"/>') % query

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        counts = dict(
            self.env["crm.lead"]._read_group(
                [("lead_form_id", "in", self.ids)], ["lead_form_id"], ["__count"]
            )
        )
        for form in self:
            form.lead_count = counts.get(form, 0)

    def action_view_leads(self):
        """Open the leads of this form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "crm.lead",
            "view_mode": "list,form",
            "domain": [("lead_form_id", "=", self.id)],
        }

    def action_open_form(self):
        """Open the form as a visitor sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}
