from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import company_name, conflict, name_keys

#: so many records a key are looked at, once in the same place and once anywhere
CANDIDATES_A_KEY = 30
#: so many keys of a record are compared; no record has more by right
KEYS_JUDGED = 40
#: A LATERAL with a LIMIT is always run through the index, row by row: (values of the
#: query, candidates a key, again, models, kinds judged, keys judged)
CANDIDATES = """
WITH query (idx, kind, value, place) AS (
    SELECT *
      FROM unnest(%s, %s::varchar[], %s::varchar[], %s::varchar[])
), hit AS (
    SELECT DISTINCT q.idx, k.res_model, k.res_id
      FROM query q
CROSS JOIN LATERAL (
               (SELECT res_model, res_id
                  FROM crm_conflict_key
                 WHERE kind = q.kind
                   AND value = q.value
                   AND place = q.place
                 LIMIT %s)
             UNION ALL
               (SELECT res_model, res_id
                  FROM crm_conflict_key
                 WHERE kind = q.kind AND value = q.value
                 LIMIT %s)
           ) k
     WHERE k.res_model = ANY(%s)
)
SELECT hit.idx, hit.res_model, hit.res_id, k.kind, k.value, k.place
  FROM hit
CROSS JOIN LATERAL (
           SELECT kind, value, place
             FROM crm_conflict_key
            WHERE res_id = hit.res_id
              AND res_model = hit.res_model
              AND kind = ANY(%s)
            LIMIT %s
       ) k
"""


class CrmRegistration(models.Model):
    _inherit = "crm.registration"
    _conflict_shown = ("customer_name", "user_id", "state")

    conflict_html = fields.Html(
        string="Conflicts Found",
        compute="_compute_conflict_html",
        sanitize=False,
        help="Who else is known under these values, as far as you may see it.",
    )

    @api.depends(
        "customer_name",
        "credit_code",
        "phone",
        "site_address",
        "building",
        "wecom_external_id",
        "partner_id",
    )
    @api.depends_context("uid", "lang")
    def _compute_conflict_html(self):
        queries = [registration._conflict_query() for registration in self]
        for registration, found in zip(self, self.find_conflicts(queries), strict=True):
            found = registration._conflicts_of_others(found)
            registration.conflict_html = self._render_conflicts(found)

    def _conflicts_of_others(self, found):
        """Drop what is this registration's own: itself, its customer, its lead."""
        own = {("crm.registration", self._origin.id), ("crm.lead", self.lead_id.id)}
        partner = self.partner_id
        if partner.user_id in (self.user_id, self.env["res.users"]):
            own |= {
                ("res.partner", partner_id)
                for partner_id in (partner | partner.commercial_partner_id).ids
            }
        return [item for item in found if (item["model"], item["id"]) not in own]

    @api.model
    def _render_conflicts(self, found):
        if not found:
            return False
        badge = {"block": "danger", "review": "warning", "info": "info"}
        levels = dict(
            self.env["crm.registration.match"]
            ._fields["level"]
            ._description_selection(self.env)
        )
        # Blocks that wrap: a table is too wide for a phone.
        row = Markup(
            "<div class='d-flex flex-wrap align-items-baseline gap-2 border-top py-1'>"
            "<span class='badge text-bg-%s'>%s</span>"
            "<span class='fw-bold'>%s %%</span><span>%s</span>"
            "<span class='text-muted'>%s</span></div>"
        )
        rows = Markup("").join(
            row
            % (
                badge[item["level"]],
                levels[item["level"]],
                round(item["score"] * 100),
                item["display"],
                self._conflict_reason_text(item["reasons"]),
            )
            for item in found
        )
        return Markup("<div class='mt-2'>%s</div>") % rows

    # -- the check -------------------------------------------------------------------

    @api.model
    def find_conflicts(self, values_list, limit=10):
        """Find who is known already under these values.

        :param list[dict] values_list: per entry any of ``name``, ``credit_code``,
            ``phone``, ``phones``, ``address``, ``wecom_id``
        :param int limit: at most so many conflicts an entry
        :return: per entry a list of dicts, best first: ``model``, ``id``, ``level``
            (``block``, ``review``, ``info``), ``score`` (0..1), ``reasons``
            (``rule``, ``field``, ``value``), ``display`` (masked to what the
            current user may know)
        :rtype: list[list[dict]]
        :raises AccessError: for people who may not register
        """
        self.browse().check_access("read")  # it looks behind everybody's rules
        names = [
            company_name.readings(values.get("name") or "") for values in values_list
        ]
        equal_keys = [self._conflict_equal_keys(values) for values in values_list]
        hits = defaultdict(list)
        for index, model, res_id, *key in self._conflict_candidates(names, equal_keys):
            hits[index, model, res_id].append(key)
        results = [[] for _values in values_list]
        queries = [{key[:2] for key in keys} for keys in equal_keys]
        for (index, model, res_id), known in hits.items():
            verdict = conflict.judge(names[index], queries[index], known)
            if verdict:
                results[index].append({"model": model, "id": res_id, **verdict})
        results = [sorted(found, key=conflict.rank)[:limit] for found in results]
        self._conflict_display([item for found in results for item in found])
        return results

    @api.model
    def _conflict_candidates(self, names, equal_keys):
        """Return ``(index, model, id, kind, value, place)`` worth judging.

        Every key is looked up by equality, and however many records share one (a
        common brand, a switchboard), only so many come out: those of the same place
        first. So a check costs the same among a million companies.
        """
        rows = [
            (index, *key)
            for index, (readings, keys) in enumerate(
                zip(names, equal_keys, strict=True)
            )
            for key in keys
            | {
                (kind, value, name.place)
                for name in readings
                for kind, value in name_keys.wanted(name)
            }
        ]
        if not rows:
            return []
        columns = list(map(list, zip(*rows, strict=True)))
        return self.env.execute_query(
            SQL(
                CANDIDATES,
                *columns,
                CANDIDATES_A_KEY,
                CANDIDATES_A_KEY,
                self.env["crm.conflict.key"]._conflict_models(),
                ["name", *conflict.EQUAL_KEYS],
                KEYS_JUDGED,
            )
        )

    # -- what may be shown -------------------------------------------------------------

    @api.model
    def _conflict_display(self, found):
        """Put ``display`` on each conflict, masked to what the user may know."""
        ids = defaultdict(set)
        for item in found:
            ids[item["model"]].add(item["id"])
        shown = {}
        for model, res_ids in ids.items():
            # The check must see everybody's records; what is shown is masked below.
            model_sudo = self.env[model].sudo().with_context(active_test=False)
            records_sudo = model_sudo.search_fetch(
                [("id", "in", sorted(res_ids))], model_sudo._conflict_shown, order="id"
            )
            readable_ids = set(records_sudo.sudo(self.env.su)._conflict_readable().ids)
            for record_sudo in records_sudo:
                is_readable = record_sudo.id in readable_ids
                sentence = self._conflict_sentence(record_sudo, is_readable)
                shown[model, record_sudo.id] = sentence, is_readable
        for item in found:
            item["display"], is_readable = shown.get(
                (item["model"], item["id"]), ("", False)
            )
            if not is_readable:
                item["reasons"] = conflict.mask_reasons(item["reasons"])

    @api.model
    def _conflict_sentence(self, record_sudo, is_readable):
        """Say who it is: in full for who may read it, masked for others."""
        facts = record_sudo._conflict_facts()
        mask = (lambda text: text) if is_readable else conflict.mask
        parts = [
            facts.get("kind") or self.env["ir.model"]._get(record_sudo._name).name,
            mask(facts.get("name") or ""),
            facts.get("owner") and mask(facts["owner"]),
            facts.get("stage"),
            facts.get("until")
            and self.env._("protected until %(date)s", date=facts["until"]),
        ]
        return " · ".join(part for part in parts if part)

    def _conflict_holder(self):
        # One that waits itself belongs to nobody yet: it is decided first.
        return self.lead_id._conflict_holder() if self.lead_id else {}

    def _conflict_owner(self):
        # A lead of a customer whose registration waits goes to who registers him.
        return super()._conflict_owner() or self.user_id

    def _conflict_facts(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "name": self.customer_name,
            "owner": self.user_id.name,
            "stage": states[self.state],
        }

    @api.model
    def _conflict_reason_text(self, reasons):
        """Say by what two records match, in the user's words."""
        labels = {
            "same_credit_code": self.env._("same credit code"),
            "same_phone": self.env._("same phone"),
            "same_address": self.env._("same site address"),
            "same_wecom": self.env._("same WeCom contact"),
            "similar_name": self.env._("similar name"),
            "same_brand": self.env._("same brand, another trade"),
        }
        return ", ".join(
            f"{labels[reason['rule']]}: {reason['value']}" for reason in reasons
        )
