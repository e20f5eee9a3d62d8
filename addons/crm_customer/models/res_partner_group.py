from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Key of the context under which a hierarchy reads companies and no people.
COMPANIES_ONLY = "crm_companies_only"
IS_COMPANY = Domain("is_company", "=", True)


class ResPartner(models.Model):
    """A group of companies: parent and subsidiaries, each with its figures."""

    _inherit = "res.partner"

    subsidiary_ids = fields.One2many(
        "res.partner", "parent_id", string="Subsidiaries", domain=IS_COMPANY
    )
    group_company_count = fields.Integer(
        string="Companies of the Group", compute="_compute_group_company_count"
    )
    group_figures = fields.Json(
        string="Figures", compute="_compute_group_figures", exportable=False
    )

    # -- what other addons add ------------------------------------------------------

    def _group_figures(self):
        """Hook: the figures of these companies, each for itself.

        Overrides call super() and add to what it returns. Asked of all companies at
        once, under the reader's rights; what does not occur is left out.

        :return: dict of the id of a company -> list of ``_group_figure()``
        """
        leads = self.env["crm.lead"]
        figures = {company_id: [] for company_id in self.ids}
        if not leads.has_access("read"):
            return figures
        labels = {"won": self.env._("Won"), "pending": self.env._("In Progress")}
        totals = self._sum_by_company(
            "crm.lead",
            Domain("type", "=", "opportunity")
            & Domain("won_status", "in", list(labels)),
            "expected_revenue",
            ["won_status", "company_id"],
        )
        for company_id, sums in totals.items():
            for status, label in labels.items():
                if status in sums:
                    figures[company_id].append(
                        self._group_figure(f"lead.{status}", label, sums[status])
                    )
        return figures

    @api.model
    def _group_figure(self, key, label, amount, is_alarming=False):
        """Return a figure of a company as its card shows it."""
        return {
            "key": key,
            "label": label,
            "value": self._format_figure(amount),
            "is_alarming": is_alarming,
        }

    def _sum_by_company(self, model, domain, amount, groupby):
        """Return {id of a company: {value of the first group: sum}}, in one query.

        :param groupby: a field that tells figures apart, and the many2one to the
            currency of ``amount``, or to the company that has it
        """
        rows = self.env[model]._read_group(
            Domain("partner_id.commercial_partner_id", "in", self.ids) & domain,
            ["partner_id", *groupby],
            [f"{amount}:sum"],
        )
        found = {}
        for partner, kind, holder, total in rows:
            # A contact that one may not read stands for his company all the same.
            company_id = partner.sudo().commercial_partner_id.id
            parts = found.setdefault(company_id, {}).setdefault(kind, [])
            parts.append((holder, total))
        return {
            company_id: {
                kind: self._sum_of_companies(parts) for kind, parts in kinds.items()
            }
            for company_id, kinds in found.items()
        }

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_group_figures(self):
        companies = self.filtered("is_company")._origin
        figures = companies._group_figures() if companies else {}
        for partner in self:
            partner.group_figures = figures.get(partner._origin.id, [])

    # -- the group -------------------------------------------------------------------

    @api.depends("parent_id")
    def _compute_group_company_count(self):
        groups = self._get_companies_by_start()
        for partner in self:
            partner.group_company_count = len(groups.get(partner._origin.id, ()))

    def _get_companies_by_start(self):
        """Return {id of one of these: ids of the companies of its group}.

        Of those that the reader may read, in two queries whatever their number.
        """
        if not self._origin.ids:
            return {}
        self.env["res.partner"].flush_model(["parent_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE above AS (
                    SELECT id AS start, id, parent_id FROM res_partner WHERE id IN %s
                    UNION
                    SELECT above.start, partner.id, partner.parent_id
                    FROM res_partner partner JOIN above ON partner.id = above.parent_id
                ), root AS (
                    SELECT start, id FROM above WHERE parent_id IS NULL
                ), below AS (
                    SELECT id AS root, id FROM root
                    UNION
                    SELECT below.root, partner.id
                    FROM res_partner partner JOIN below ON partner.parent_id = below.id
                )
                SELECT root.start, array_agg(below.id)
                FROM root JOIN below ON below.root = root.id GROUP BY root.start
                """,
                tuple(self._origin.ids),
            )
        )
        ids = {company_id for _start, found in rows for company_id in found}
        readable = set(self.search(IS_COMPANY & Domain("id", "in", list(ids))).ids)
        return {start: sorted(readable.intersection(found)) for start, found in rows}

    def action_view_group(self):
        """Open the group of this customer: its companies below one another."""
        self.ensure_one()
        self._check_timeline_access()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.res_partner_group_action"
        )
        ids = self._get_companies_by_start().get(self.id, self.ids)
        return {**action, "domain": [("id", "in", ids)]}

    # -- companies, no people ----------------------------------------------------------

    @api.model
    def hierarchy_read(
        self, domain, specification, parent_field, child_field=None, order=None
    ):
        """Return what a hierarchy shows; of a group without its companies' people.

        The view adds the children of what it finds, whatever the domain says; its
        first question comes without the context of its action.
        """
        rows = super().hierarchy_read(
            domain, specification, parent_field, child_field, order
        )
        if child_field != "subsidiary_ids":
            return rows
        shown = self.browse(row["id"] for row in rows).filtered("is_company")
        ids = set(shown.ids)
        return [row for row in rows if row["id"] in ids]

    @api.model
    def web_search_read(self, domain, *args, **kwargs):
        """Return the companies alone where a hierarchy asks for them."""
        if self.env.context.get(COMPANIES_ONLY):
            domain = Domain(domain) & IS_COMPANY
        return super().web_search_read(domain, *args, **kwargs)
