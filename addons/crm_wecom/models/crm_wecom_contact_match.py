from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import customer_match
from ..tools.contact_list import PERSONAL, PERSONAL_OF_FOLLOW

MATCH_BATCH = 500
OPEN_STATES = ("pending", "review", "unknown", "ignored")


class CrmWecomContact(models.Model):
    """Who of our customers somebody in WeCom is: found, asked of people, decided."""

    _inherit = "crm.wecom.contact"

    match_state = fields.Selection(
        [
            ("pending", "Not Compared Yet"),
            ("review", "To Decide"),
            ("unknown", "Nobody Known"),
            ("lead", "Is a Lead"),
            ("linked", "Is a Customer"),
            ("ignored", "Not a Customer"),
        ],
        string="Status",
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    match_ids = fields.One2many(
        "crm.wecom.match", "contact_id", string="Who It May Be", readonly=True
    )
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="set null"
    )
    decided_at = fields.Datetime(readonly=True)
    consent = fields.Selection(
        [("unknown", "Not Asked"), ("given", "Agreed"), ("refused", "Refused")],
        default="unknown",
        required=True,
        help="Whether the customer agreed that personal data is kept. Refused: it is "
        "deleted at once and never read again.",
    )
    consent_at = fields.Datetime(string="Since", readonly=True)

    _pending_idx = models.Index("(connector_id, id) WHERE match_state = 'pending'")

    # -- consent -------------------------------------------------------------
    def _is_personal_kept(self):
        """Whether more may be kept than whose contact this is."""
        self.ensure_one()
        if self.consent != "unknown":
            return self.consent == "given"
        return not self.connector_id.wecom_is_consent_required

    def write(self, vals):
        if "consent" in vals:
            vals = {**vals, "consent_at": fields.Datetime.now()}
        result = super().write(vals)
        if vals.get("consent") == "refused":
            self._forget_personal()
        return result

    def _forget_personal(self):
        """Delete what is kept beyond whose contact this is."""
        # The rows are WeCom's and read-only for people.
        contacts_sudo = self.sudo()
        contacts_sudo.write(dict.fromkeys(PERSONAL, False))
        contacts_sudo.follow_ids.write(dict.fromkeys(PERSONAL_OF_FOLLOW, False))
        of_these = [("contact_id", "in", self.ids)]
        interactions_sudo = self.env["crm.wecom.interaction"].sudo()
        interactions_sudo.search([*of_these, ("content", "!=", False)]).content = False
        changes_sudo = self.env["crm.wecom.change"].sudo()
        changes_sudo.search([*of_these, ("state", "=", "done")]).values = False

    # -- looking for him -------------------------------------------------------
    @api.model
    def _match_pending(self, connector):
        """Compare a batch that nobody has compared; return whether there is more."""
        domain = [("connector_id", "=", connector.id), ("match_state", "=", "pending")]
        contacts = self.search(domain, order="id", limit=MATCH_BATCH)
        contacts.lock_for_update()
        contacts._match()
        return len(contacts) == MATCH_BATCH

    def _match(self):
        """Link these for certain, put them into the queue, or know nobody."""
        self.match_ids.unlink()
        known = self.filtered("partner_id")
        known.match_state = "linked"
        led = (self - known).filtered("lead_id")
        led.match_state = "lead"
        rest = self - known - led
        rest -= rest._link_by_unionid()
        found = self.env["crm.registration"].find_conflicts(
            [contact._match_query() for contact in rest]
        )
        holders = self._match_holders(found)
        unknown = self.browse()
        rows = []
        for contact, items in zip(rest, found, strict=True):
            unknown |= contact._judge(items, holders, rows)
        self.env["crm.wecom.match"].create(rows)
        unknown._place_unknown()

    def _link_by_unionid(self):
        """Link those who are a customer already in another application."""
        unionids = [one.unionid for one in self if one.unionid]
        same = self.search(
            [("unionid", "in", unionids), ("partner_id", "!=", False)], order="id"
        )
        partners = {contact.unionid: contact.partner_id for contact in same}
        by_partner = defaultdict(self.browse)
        for contact in self:
            if partner := partners.get(contact.unionid or None):
                by_partner[partner] |= contact
        for partner, contacts in by_partner.items():
            contacts.write({"partner_id": partner.id, "match_state": "linked"})
        return self.browse().union(*by_partner.values())

    def _match_query(self):
        """What this customer may be known by."""
        live = self.follow_ids.filtered(lambda one: not one.ended_at)
        return {
            "name": self.company_name or live.filtered("company_name")[:1].company_name,
            "phones": live.filtered("mobile").mapped("mobile"),
            "wecom_id": self.external_id,
        }

    @api.model
    def _match_holders(self, found):
        """Whose each record is: ``(model, id)`` -> the holder of the conflict check."""
        ids = defaultdict(set)
        for items in found:
            for item in items:
                ids[item["model"]].add(item["id"])
        return {
            (model, record.id): record._conflict_holder()
            for model, res_ids in ids.items()
            for record in self.env[model].browse(sorted(res_ids))
        }

    def _judge(self, items, holders, rows):
        """Decide about this customer, or add to ``rows`` what people decide by.

        :return: this contact when nobody is known, else an empty set
        """
        candidates = []
        colleagues = self.follow_ids.filtered(lambda one: not one.ended_at).user_id
        for item in items:
            holder = holders[item["model"], item["id"]]
            owner = holder.get("user")
            partner = holder.get("partner") or self.env["res.partner"]
            lead = holder.get("lead") or self.env["crm.lead"]
            customer = partner.commercial_partner_id or lead
            if not customer:
                continue
            one = customer_match.Candidate(
                (customer._name, customer.id),
                item["level"],
                frozenset(reason["rule"] for reason in item["reasons"]),
                not owner or owner in colleagues,
            )
            candidates.append((one, item, partner, lead))
        outcome = customer_match.verdict([one for one, *_rest in candidates])
        if outcome == customer_match.UNKNOWN:
            return self
        if outcome == customer_match.LINK:
            _one, _item, partner, lead = next(c for c in candidates if c[0].is_certain)
            self._link(partner, lead)
            return self.browse()
        self.match_state = "review"
        seen = set()
        for one, item, partner, lead in candidates:
            if one.level in ("block", "review") and one.customer not in seen:
                seen.add(one.customer)
                rows.append(self._match_row(item, partner, lead))
        return self.browse()

    def _match_row(self, item, partner, lead):
        return {
            "contact_id": self.id,
            "partner_id": partner.id,
            "lead_id": lead.id,
            "level": item["level"],
            "score": item["score"],
            "evidence": item,
        }

    def _link(self, partner, lead):
        """Say that this customer is ``partner``, or else the one of ``lead``."""
        values = {"partner_id": partner.id, "match_state": "linked"}
        if not partner:
            values = {"lead_id": lead.id, "match_state": "lead"}
        self.write(values)

    def _place_unknown(self):
        """Customers whose report was lost become leads; those of before wait."""
        self.match_state = "unknown"
        fresh = self.env["crm.wecom.follow"]
        for contact in self:
            since = contact.connector_id.wecom_first_synced_at
            follow = contact.follow_ids.filtered(lambda one: not one.ended_at)[:1]
            if since and follow.added_at and follow.added_at > since:
                fresh |= follow
        fresh._make_leads()

    # -- what people decide ------------------------------------------------------
    def _check_decision(self):
        """Raise unless the user may decide about these, and they are to be decided."""
        self.check_access("read")
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(
                self.env._("Only sales decides who a customer in WeCom is.")
            )
        contacts_sudo = self.sudo()  # written by code alone
        contacts_sudo.lock_for_update()
        contacts_sudo.invalidate_recordset(["match_state"])
        if done := contacts_sudo.filtered(
            lambda contact: contact.match_state not in OPEN_STATES
        )[:1]:
            raise UserError(
                self.env._(
                    "Somebody has decided about %(name)s already. Reload the page.",
                    name=done.name,
                )
            )
        return contacts_sudo

    def _decided(self):
        return {"decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}

    def action_make_lead(self):
        """These customers are new: each becomes a lead with its source."""
        contacts_sudo = self._check_decision()
        without = contacts_sudo.filtered(
            lambda contact: not contact.follow_ids.filtered(lambda f: not f.ended_at)
        )
        if without:
            raise UserError(
                self.env._(
                    "No colleague is in touch with %(name)s any more, so no lead is "
                    "made. Mark the customer as “Not a Customer”.",
                    name=without[0].name,
                )
            )
        follows_sudo = self.env["crm.wecom.follow"].sudo()
        for contact_sudo in contacts_sudo:
            follows_sudo |= contact_sudo.follow_ids.filtered(
                lambda one: not one.ended_at
            )[:1]
        follows_sudo._make_leads()
        contacts_sudo.write(self._decided())
        contacts_sudo.match_ids.unlink()
        return self.action_open_lead() if len(self) == 1 else True

    def action_ignore(self):
        """These are no customers: they leave the queue and can be taken up later."""
        contacts_sudo = self._check_decision()
        contacts_sudo.write({"match_state": "ignored", **self._decided()})
        return True

    def action_compare_again(self):
        """Look for these customers anew, e.g. after a customer was entered."""
        contacts_sudo = self._check_decision()
        contacts_sudo._match()
        return True
