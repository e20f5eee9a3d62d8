from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .crm_payment_plan_line import FINANCE_GROUP
from .receivable import split_items

MANAGER = "sales_team.group_sale_manager"
TEMPLATES = {
    "reminder": "crm_finance_link.mail_template_dunning_reminder",
    "suspension": "crm_finance_link.mail_template_dunning_suspension",
    "legal": "crm_finance_link.mail_template_dunning_legal",
}


class CrmDunningNotice(models.Model):
    """A message or letter to a customer about money: proposed, read, sent.

    The text is made from a template when it is proposed and may be changed until it is
    sent. Reminders are sent by the salesperson; a notice of suspension or a legal
    letter by who leads him, or by finance.
    """

    _name = "crm.dunning.notice"
    _inherit = ["mail.thread"]
    _description = "Notice to a Customer"
    _order = "id desc"
    _rec_name = "subject"

    kind = fields.Selection(
        [
            ("reminder", "Reminder"),
            ("suspension", "Notice of Suspension"),
            ("legal", "Legal Letter"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("sent", "Sent"), ("cancelled", "Not Sent")],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    recipient_id = fields.Many2one(
        "res.partner",
        string="To",
        index="btree_not_null",
        help="Who of the customer's people gets it.",
    )
    line_ids = fields.Many2many(
        "crm.payment.plan.line",
        relation="crm_dunning_notice_line_rel",
        column1="notice_id",
        column2="line_id",
        string="Instalments",
        readonly=True,
    )
    move_ids = fields.Many2many(
        "account.move",
        relation="crm_dunning_notice_move_rel",
        column1="notice_id",
        column2="move_id",
        string="Invoices",
        readonly=True,
        help="Invoices that claim no instalment.",
    )
    contract_id = fields.Many2one("crm.contract", readonly=True, index="btree_not_null")
    level_name = fields.Char(string="Level", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, index=True
    )
    team_id = fields.Many2one("crm.team", readonly=True, index="btree_not_null")
    amount_open = fields.Monetary(
        string="Open Now", compute="_compute_amount_open", compute_sudo=True
    )
    amount_claimed = fields.Monetary(string="Claimed", readonly=True)
    days_overdue = fields.Integer(readonly=True)
    subject = fields.Char(required=True)
    body = fields.Html(sanitize_style=True, string="Text")
    sent_at = fields.Datetime(readonly=True)
    sent_by_id = fields.Many2one(
        "res.users", string="Sent by", readonly=True, index="btree_not_null"
    )

    @api.depends("line_ids.amount_open", "move_ids.amount_residual")
    def _compute_amount_open(self):
        for notice in self:
            notice.amount_open = sum(notice.line_ids.mapped("amount_open")) + sum(
                notice.move_ids.mapped("amount_residual")
            )

    # -- proposing ----------------------------------------------------

    @api.model
    def _propose(self, kind, receivables, partner, level=None, contract=None):
        """Make a notice over ``receivables``; send it where the level says so.

        A proposal of the same kind that nobody has sent is replaced: people find one
        text a customer, with the amounts of today.
        """
        notices_sudo = self.sudo()  # proposed by code, for whoever it concerns
        first = receivables[0]
        notices_sudo.search(
            [
                ("kind", "=", kind),
                ("partner_id.commercial_partner_id", "=", first.customer.id),
                ("contract_id", "=", contract.id if contract else False),
                ("company_id", "=", first.company.id),
                ("currency_id", "=", first.currency.id),
                ("state", "=", "proposed"),
            ]
        ).state = "cancelled"
        notice_sudo = notices_sudo.create(
            {
                **self._prepare_notice_vals(receivables, partner),
                "kind": kind,
                "contract_id": contract.id if contract else False,
                "level_name": level.name if level else False,
            }
        )
        notice_sudo._fill_text(level.template_id if level else None)
        if level and level.message == "send" and notice_sudo.recipient_id.email:
            notice_sudo._send()
        elif kind != "reminder":
            notice_sudo._announce_proposed()
        return notice_sudo

    @api.model
    def _prepare_notice_vals(self, receivables, partner):
        """Return the values of a notice that follow from what it is about."""
        first, today = receivables[0], self.env["crm.payment.plan.line"]._today()
        line_ids, move_ids = split_items(receivables)
        return {
            "partner_id": partner.id,
            "recipient_id": self._get_recipient(partner).id,
            "line_ids": [fields.Command.set(line_ids)],
            "move_ids": [fields.Command.set(move_ids)],
            "company_id": first.company.id,
            "currency_id": first.currency.id,
            "user_id": first.user.id,
            "team_id": first.team.id,
            "amount_claimed": sum(each.amount for each in receivables),
            "days_overdue": max((today - each.due_date).days for each in receivables),
            "subject": partner.name,
        }

    @api.model
    def _get_recipient(self, partner):
        """Return whom of the customer's people invoices go to."""
        found = partner.address_get(["invoice"])["invoice"]
        return partner.browse(found) or partner

    @api.model
    def _get_suspended_lines(self, lines):
        """Return those of ``lines`` for which a suspension was proposed already."""
        notices_sudo = self.sudo()  # of colleagues, too
        return lines & notices_sudo.search(
            [("kind", "=", "suspension"), ("line_ids", "in", lines.ids)]
        ).line_ids.with_env(lines.env)

    @api.model
    def _settle(self, customers, domain):
        """Take away what is not needed any more, once ``customers`` have paid.

        Calls for who has nothing late, proposals and cases over what is paid.

        :param domain: on notices and on bad debts: what was paid
        """
        self.env["crm.dunning.call"]._close(customers)
        self.sudo().search(  # whoever booked it
            Domain("state", "=", "proposed") & domain
        ).filtered(
            lambda notice: notice.currency_id.is_zero(notice.amount_open)
        ).state = "cancelled"
        self.env["crm.bad.debt"].sudo().search(  # as above
            Domain("state", "!=", "closed") & domain
        )._close_paid()

    def _fill_text(self, template=None):
        """Make subject and text from the template, in the customer's language."""
        template_sudo = template or self.env.ref(TEMPLATES[self.kind])
        template_sudo = template_sudo.sudo()  # reps may not read all templates
        for field in ("subject", "body_html"):
            text = template_sudo._render_field(
                field,
                self.ids,
                compute_lang=True,
                options={"post_process": True},
            )[self.id]
            self["body" if field == "body_html" else field] = text

    def _announce_proposed(self):
        words = {
            "suspension": self.env._("Notice of suspension to approve: %(customer)s"),
            "legal": self.env._("Legal letter to approve: %(customer)s"),
        }
        self.env["crm.business.event"]._emit(
            f"dunning.{self.kind}_proposed",
            self,
            words[self.kind] % {"customer": self.partner_id.name},
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
        )

    # -- what people do ----------------------------------------------------

    def write(self, vals):
        closed = set(vals) - {"subject", "body", "recipient_id"}
        closed = {name for name in closed if not name.startswith("message_")}
        if not self.env.su and closed:
            raise UserError(
                self.env._(
                    "Of a notice, text and recipient are changed; all else follows "
                    "from its instalments and buttons."
                )
            )
        if {"subject", "body", "recipient_id"} & set(vals):
            for notice in self.filtered(lambda one: one.state != "proposed"):
                raise UserError(
                    self.env._(
                        "“%(notice)s” is not open any more and stays as it is.",
                        notice=notice.display_name,
                    )
                )
        return super().write(vals)

    def _check_may_send(self):
        """Raise for people who may not send this notice."""
        self.check_access("write")
        user = self.env.user
        is_leading = user.has_group(MANAGER) or user.has_group(FINANCE_GROUP)
        for notice in self.filtered(lambda one: one.kind != "reminder"):
            if not (self.env.su or is_leading or user == notice.team_id.user_id):
                raise AccessError(
                    self.env._(
                        "“%(notice)s” is sent by the team leader, a sales manager or "
                        "finance.",
                        notice=notice.display_name,
                    )
                )

    def action_send(self):
        """Send these notices, once each.

        Those that ask for something else than is owed now are made anew instead, to
        be read again.
        """
        self._check_may_send()
        self.lock_for_update()
        outdated = self.browse()
        for notice in self:
            if notice.state != "proposed":
                raise UserError(
                    self.env._(
                        "“%(notice)s” was sent or cancelled meanwhile.",
                        notice=notice.display_name,
                    )
                )
            if notice.currency_id.is_zero(notice.amount_open):
                raise UserError(
                    self.env._(
                        "%(customer)s has paid all of it meanwhile: cancel the notice.",
                        customer=notice.partner_id.name,
                    )
                )
            if notice.sudo()._is_outdated():  # items of colleagues, too
                outdated |= notice
                continue
            if not notice.recipient_id.email:
                raise UserError(
                    self.env._(
                        "%(customer)s: %(recipient)s has no e-mail address. Enter it, "
                        "choose somebody else, or print the letter.",
                        customer=notice.partner_id.name,
                        recipient=notice.recipient_id.name or "",
                    )
                )
            notice.sudo()._send()  # its state is written by code alone
        outdated.sudo()._renew()  # as above
        return outdated._say_renewed() if outdated else True

    def _send(self):
        """Send one notice; ``self`` is superuser here."""
        self.ensure_one()
        self.message_post(
            body=self.body,
            subject=self.subject,
            partner_ids=self.recipient_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=self._get_letter().ids,
            email_from=self.user_id.email_formatted or self.company_id.email_formatted,
        )
        self._close("sent", "sent")

    def action_cancel(self):
        """Keep the proposal unsent."""
        self._check_may_send()
        for notice_sudo in self.sudo().filtered(lambda one: one.state == "proposed"):
            notice_sudo.state = "cancelled"
        return True

    def action_handed_over(self):
        """Record that the printed letter was handed over or posted."""
        self._check_may_send()
        for notice_sudo in self.sudo().filtered(lambda one: one.state == "proposed"):
            notice_sudo._close("sent", "handed_over")
        return True

    def _close(self, state, code):
        """Close one notice as sent; ``self`` is superuser here."""
        words = {
            "sent": self.env._("Sent: %(subject)s"),
            "handed_over": self.env._("Handed over: %(subject)s"),
        }
        self.write(
            {
                "state": state,
                "sent_at": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
            }
        )
        self.env["crm.business.event"]._emit(
            f"dunning.{code}",
            self,
            words[code] % {"subject": self.subject},
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
        )

    def action_promise(self):
        """Ask until when the customer promised to pay what this is about."""
        return self._ask_claim("crm.payment.promise")

    def action_dispute(self):
        """Ask why the customer does not pay what this is about."""
        return self._ask_claim("crm.payment.dispute")

    def _ask_claim(self, model):
        self.check_access("read")
        open_lines = self.line_ids.filtered(lambda line: line.amount_open > 0)
        return self.env[model]._ask(
            open_lines, self.move_ids.filtered(lambda move: move.amount_residual > 0)
        )

    def action_suspend(self):
        """Suspend the contract that the notice is about."""
        self.ensure_one()
        return self.contract_id.action_suspend()
