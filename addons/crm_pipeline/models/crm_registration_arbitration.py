from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import shares as share_rules

ARBITRATED = ("review", "block")


class CrmRegistration(models.Model):
    """A conflict is arbitrated: approved, split, or handed to whom it belongs to.

    The approval's own ``decide()`` stays the only way in; what shall become of the
    registration is a row beside the row of the ledger, in the same transaction.
    """

    _inherit = "crm.registration"

    share_ids = fields.One2many(
        "crm.registration.share", "registration_id", string="Shares", readonly=True
    )
    outcome_ids = fields.One2many(
        "crm.registration.outcome",
        "registration_id",
        string="Arbitration",
        readonly=True,
        copy=False,
    )
    can_arbitrate = fields.Boolean(compute="_compute_can_arbitrate")
    has_proposal = fields.Boolean(
        compute="_compute_can_arbitrate",
        help="An earlier approver has said what shall become of it.",
    )
    decision_note = fields.Text(
        string="Decision",
        readonly=True,
        copy=False,
        help="What became of it and why, as its salesperson may read it.",
    )

    @api.depends("can_decide_approval", "conflict_level")
    @api.depends_context("uid")
    def _compute_can_arbitrate(self):
        for registration in self:
            can = registration.can_decide_approval
            registration.can_arbitrate = (
                can and registration.conflict_level in ARBITRATED
            )
            # Who decides next sees what is proposed.
            registration_sudo = registration.sudo()
            outcome_sudo = registration_sudo._standing_outcome(
                registration_sudo.approval_request_id
            )
            registration.has_proposal = bool(can and outcome_sudo)

    @api.model
    def _standing_outcome(self, request):
        """Return the last outcome decided within ``request``."""
        return self.env["crm.registration.outcome"].search(
            [("request_id", "=", request.id)], limit=1
        )

    # -- the dialog ------------------------------------------------------------------

    def action_split(self):
        """Ask for shares and reason."""
        return self._arbitrate_action("split", self.env._("Split"))

    def action_hand_over(self):
        """Ask whose it is, and why."""
        return self._arbitrate_action(
            "hand_over", self.env._("Hand to the Existing Owner")
        )

    def action_approve_as_registered(self):
        """Ask for the reason to set an earlier approver's proposal aside."""
        return self._arbitrate_action("approve", self.env._("Approve as Registered"))

    def _arbitrate_action(self, outcome, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.registration.arbitrate",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_registration_id": self.id,
                "default_outcome": outcome,
            },
        }

    # -- deciding --------------------------------------------------------------------

    def _arbitrate(self, outcome, reason, shares=(), match=None, on_behalf_of=None):
        """Decide on a conflict as the current user, and say what becomes of it.

        :param str outcome: ``approve``, ``split`` or ``hand_over``
        :param list shares: ``(res.users, percent)`` of a split
        :param match: the ``crm.registration.match`` whose owner shall have it
        :raises UserError: when the user may not decide now, or this is no outcome
        """
        self.ensure_one()
        request = self.approval_request_id.sudo(False)
        self._check_arbitrated(reason)
        vals = self._prepare_outcome_vals(outcome, shares, match)
        request_sudo = request.sudo()
        step_sudo = request_sudo.current_step_id
        self._check_same_step(request_sudo, step_sudo, vals)
        # Code alone writes outcomes. Whether this user may is asked by decide() right
        # after; when he may not, the error takes this row with it.
        outcome_sudo = self.env["crm.registration.outcome"].sudo()
        outcome_sudo = outcome_sudo.create(
            {
                **vals,
                "registration_id": self.id,
                "request_id": request.id,
                "step_id": step_sudo.id,
                "reason": reason.strip(),
                "user_id": self.env.uid,
            }
        )
        request_sudo.summary = [
            *(request_sudo.summary or []),
            {
                "label": self.env._("Proposed by %(user)s", user=self.env.user.name),
                "value": f"{outcome_sudo._text()} ({reason.strip()})",
                "is_confidential": True,
            },
        ]
        comment = f"{outcome_sudo._text_for_claimant()}: {reason.strip()}"
        return request.decide("approve", comment, on_behalf_of=on_behalf_of)

    def _check_arbitrated(self, reason):
        if self.state != "submitted" or self.conflict_level not in ARBITRATED:
            raise UserError(
                self.env._(
                    "%(registration)s has no conflict to arbitrate: approve or refuse "
                    "it.",
                    registration=self.display_name,
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why %(registration)s is decided like this: both salespeople "
                    "will ask.",
                    registration=self.display_name,
                )
            )

    def _check_same_step(self, request_sudo, step_sudo, vals):
        """Raise when a colleague of the same step has agreed to something else."""
        standing_sudo = self.sudo()._standing_outcome(request_sudo)
        is_other = standing_sudo and not standing_sudo._is_same(vals)
        if (
            is_other
            and standing_sudo.step_id == step_sudo
            and standing_sudo.user_id != self.env.user
            and step_sudo.rule != "any"
        ):
            raise UserError(
                self.env._(
                    "%(user)s has decided “%(outcome)s” on %(registration)s in this "
                    "step already. Agree to it, or return the request.",
                    user=standing_sudo.user_id.name,
                    outcome=standing_sudo._text(),
                    registration=self.display_name,
                )
            )

    def _prepare_outcome_vals(self, outcome, shares, match):
        if outcome == "split":
            return self._prepare_split_vals(shares)
        if outcome == "hand_over":
            return self._prepare_hand_over_vals(match)
        return {"outcome": outcome, "shares": False, "owner_id": False}

    def _prepare_split_vals(self, shares):
        people = self.env["res.users"].union(*(user for user, _percent in shares))
        pairs = [(user.id, percent) for user, percent in shares]
        self._check_shares(pairs, people)
        exact = [[uid, float(share_rules.exact(percent))] for uid, percent in pairs]
        named = [{"name": user.name, "percent": percent} for user, percent in shares]
        return {
            "outcome": "split",
            "shares": exact,
            "share_text": share_rules.sentence(named),
            "owner_id": False,
        }

    def _check_shares(self, pairs, people):
        sentences = {
            "twice": self.env._("a person is named twice; give each one share"),
            "too_few": self.env._("name at least two people"),
            "no_claimant": self.env._(
                "%(user)s, who registered, has no share; hand it over instead",
                user=self.user_id.name,
            ),
            "not_positive": self.env._("each share must be more than nothing"),
            "sum": self.env._(
                "the shares make %(total)s %%, not 100 %%",
                total=share_rules.total(pairs),
            ),
        }
        problem = share_rules.problem(pairs, self.user_id.id)
        if problem:
            what = sentences[problem]
        elif self.env.user in people:
            what = self.env._("you cannot give a share to yourself; ask a colleague")
        elif strangers := people.filtered(lambda user: user.share or not user.active):
            what = self.env._(
                "%(user)s is no colleague at work", user=strangers[0].name
            )
        else:
            return
        raise UserError(
            self.env._(
                "%(registration)s cannot be split: %(what)s.",
                registration=self.display_name,
                what=what,
            )
        )

    def _prepare_hand_over_vals(self, match):
        match_sudo = (match or self.env["crm.registration.match"]).sudo()
        holder = self._get_holder(match_sudo)
        owner = holder.get("user") or self.env["res.users"]
        if match_sudo.registration_id != self or not owner.active:
            what = self.env._("choose a record found that has a salesperson")
        elif owner == self.user_id:
            what = self.env._("%(user)s has registered it himself", user=owner.name)
        elif owner == self.env.user:
            what = self.env._("you cannot hand it to yourself; ask a colleague")
        else:
            return {
                "outcome": "hand_over",
                "shares": False,
                "owner_id": owner.id,
                "res_model": match_sudo.res_model,
                "res_id": match_sudo.res_id,
            }
        raise UserError(
            self.env._(
                "%(registration)s cannot be handed over: %(what)s.",
                registration=self.display_name,
                what=what,
            )
        )

    @api.model
    def _get_holder(self, match_sudo):
        """Return who has the record found, see ``_conflict_holder``."""
        if not match_sudo.res_model or match_sudo.res_model not in self.env:
            return {}
        record_sudo = self.env[match_sudo.res_model].sudo().browse(match_sudo.res_id)
        return record_sudo.exists()._conflict_holder() if record_sudo.exists() else {}
