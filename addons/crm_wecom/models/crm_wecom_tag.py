from odoo import api, fields, models
from odoo.tools import SQL

# what customers should have of the mapped tags, against what they have
GIVE_HERE = """
    WITH linked AS MATERIALIZED (
        SELECT DISTINCT partner_id FROM crm_wecom_contact AS contact
        WHERE connector_id = ANY(%(connectors)s)
        AND partner_id IS NOT NULL %(some)s
    ), mapped AS MATERIALIZED (
        SELECT connector_id, code, category_id FROM crm_wecom_tag
        WHERE connector_id = ANY(%(connectors)s) AND active
        AND category_id IS NOT NULL
    ), wanted AS MATERIALIZED (
        SELECT DISTINCT contact.partner_id, mapped.category_id
        FROM linked
        JOIN crm_wecom_contact AS contact
            ON contact.partner_id = linked.partner_id
        JOIN crm_wecom_follow AS follow
            ON follow.contact_id = contact.id AND follow.ended_at IS NULL
        JOIN mapped ON mapped.connector_id = contact.connector_id
            AND mapped.code = ANY(string_to_array(follow.tag_codes, ','))
    ), taken AS (
        DELETE FROM res_partner_res_partner_category_rel AS relation
        USING linked, mapped
        WHERE relation.partner_id = linked.partner_id
        AND relation.category_id = mapped.category_id
        AND NOT EXISTS (SELECT FROM wanted
            WHERE wanted.partner_id = relation.partner_id
            AND wanted.category_id = relation.category_id)
    )
    INSERT INTO res_partner_res_partner_category_rel
        (partner_id, category_id)
    SELECT wanted.partner_id, wanted.category_id FROM wanted
    WHERE NOT EXISTS (
        SELECT FROM res_partner_res_partner_category_rel AS relation
        WHERE relation.partner_id = wanted.partner_id
        AND relation.category_id = wanted.category_id)
    ON CONFLICT DO NOTHING
"""


class CrmWecomTag(models.Model):
    """A tag of the company in WeCom, and which tag of customers it is here."""

    _name = "crm.wecom.tag"
    _description = "WeCom Tag"
    _order = "group_name, sequence, id"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    code = fields.Char(string="ID in WeCom", required=True, readonly=True)
    name = fields.Char(string="Tag in WeCom", required=True, readonly=True)
    group_name = fields.Char(string="Group in WeCom", readonly=True)
    sequence = fields.Integer(readonly=True)
    active = fields.Boolean(default=True, readonly=True)
    category_id = fields.Many2one(
        "res.partner.category",
        string="Tag Here",
        domain=[("is_rule", "=", False)],
        ondelete="set null",
        index="btree_not_null",
        help="Tags with a rule are given by their rule alone.",
    )
    follow_count = fields.Integer(string="Customers", compute="_compute_follow_count")

    _code_unique = models.Constraint(
        "UNIQUE(connector_id, code)", "This tag of WeCom is known already."
    )
    _category_unique = models.UniqueIndex(
        "(connector_id, category_id) WHERE category_id IS NOT NULL AND active",
        "Another tag of WeCom stands for this tag already.",
    )

    def _compute_follow_count(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT tag.id, count(*) FROM crm_wecom_tag AS tag
                JOIN crm_wecom_contact AS contact
                    ON contact.connector_id = tag.connector_id
                JOIN crm_wecom_follow AS follow
                    ON follow.contact_id = contact.id AND follow.ended_at IS NULL
                    AND tag.code = ANY(string_to_array(follow.tag_codes, ','))
                WHERE tag.id = ANY(%s) GROUP BY tag.id
                """,
                self.ids,
            )
        )
        counts = dict(rows)
        for tag in self:
            tag.follow_count = counts.get(tag.id, 0)

    @api.model
    def _take_over(self, connector, groups):
        """Write what WeCom says of its tags; those with our tags' names are mapped.

        :param list groups: WeCom's ``tag_group``
        """
        everybody = self.with_context(active_test=False)
        domain = [("connector_id", "=", connector.id)]
        known = {tag.code: tag for tag in everybody.search(domain)}
        found = {}
        for group in groups:
            for tag in group.get("tag") or []:
                if not (tag.get("deleted") or group.get("deleted")):
                    found[tag["id"]] = {
                        "name": tag["name"],
                        "group_name": group.get("group_name"),
                        "sequence": -int(tag.get("order") or 0),
                        "active": True,
                    }
        for code, tag in known.items():
            values = found.pop(code, {"active": False})
            changed = {name: val for name, val in values.items() if tag[name] != val}
            if changed:
                tag.write(changed)
        made = self.create(
            [
                {"connector_id": connector.id, "code": code, **values}
                for code, values in found.items()
            ]
        )
        made._map_by_name()

    def _map_by_name(self):
        """Map those that have the name of a tag here, each tag once."""
        categories = self.env["res.partner.category"].search(
            [("name", "in", self.mapped("name")), ("is_rule", "=", False)]
        )
        taken = self.search([("connector_id", "in", self.connector_id.ids)]).category_id
        free = {one.name: one for one in categories - taken}
        for tag in self.filtered(lambda tag: not tag.category_id):
            tag.category_id = free.pop(tag.name, False)

    def action_make_categories(self):
        """Make a tag here for each of these that has none."""
        self.check_access("write")
        open_tags = self.filtered(lambda tag: not tag.category_id)
        open_tags._map_by_name()
        open_tags = open_tags.filtered(lambda tag: not tag.category_id)
        made = self.env["res.partner.category"].create(
            [{"name": tag.name} for tag in open_tags]
        )
        for tag, category in zip(open_tags, made, strict=True):
            tag.category_id = category

    @api.model
    def _give_here(self, connectors, contacts=None):
        """Let customers here have the tags that colleagues gave them in WeCom.

        Only tags that are mapped are given or taken. One statement, whatever the
        number of customers; what is right already is not written.

        :param contacts: of these ``crm.wecom.contact`` only; all when left out
        """
        connectors = connectors.filtered(lambda one: one.wecom_tag_side == "wecom")
        if not connectors:
            return
        self.env.flush_all()
        some = SQL("AND contact.id = ANY(%s)", contacts.ids) if contacts else SQL()
        self.env.cr.execute(
            SQL(
                GIVE_HERE,
                connectors=connectors.ids,
                some=some,
            )
        )
        self.env["res.partner"].invalidate_model(["category_id"])
