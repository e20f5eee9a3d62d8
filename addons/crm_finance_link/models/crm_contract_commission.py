from odoo import api, fields, models


class CrmContract(models.Model):
    """The signature fixes whose commission the contract brings."""

    _inherit = "crm.contract"

    commission_split_ids = fields.One2many(
        "crm.commission.split", "contract_id", groups="base.group_user"
    )

    def _on_signed(self):
        result = super()._on_signed()
        self._split_commission(self.env._("as signed"))
        return result

    def _on_supplement_signed(self, supplement):
        result = super()._on_supplement_signed(supplement)
        supplement._split_commission(self.env._("as signed"))
        return result

    def _split_commission(self, reason):
        """Keep who has which part of these contracts now, once each.

        Whoever shares the registration by its arbitration shares the commission, else
        it is the salesperson's. The leader of the team has the leader's part, but for
        what he sold himself.
        """
        # The signer has no rights on splits.
        contracts_sudo = self.sudo().filtered(lambda c: not c.commission_split_ids)
        return (
            self.env["crm.commission.split"]
            .sudo()
            .create(
                [
                    {
                        "contract_id": contract.id,
                        "reason": reason,
                        "share_ids": [
                            fields.Command.create(vals)
                            for vals in contract._prepare_commission_shares()
                        ],
                    }
                    for contract in contracts_sudo
                ]
            )
        )

    def _prepare_commission_shares(self):
        self.ensure_one()
        shares = self.registration_id.share_ids
        sellers = [(share.user_id, share.percent) for share in shares]
        sellers = sellers or [(user, 100.0) for user in self.user_id]
        leader = self.team_id.user_id
        if leader in [user for user, _percent in sellers]:
            leader = leader.browse()
        return [
            *(
                {"role": "sales", "user_id": user.id, "percent": percent}
                for user, percent in sellers
            ),
            *(
                {"role": "manager", "user_id": user.id, "percent": 100.0}
                for user in leader
            ),
        ]

    def _get_commission_split(self):
        """Return the split that counts now: the last one."""
        self.ensure_one()
        return self.commission_split_ids.sorted("id")[-1:]

    def _get_commission_people(self):
        """Hook: who takes part in these contracts, in the roles of today.

        Overrides add the roles they know and call super(); ``self`` is superuser.

        :return: ``{contract id: {role: [(user, weight)]}}``, weights relative to the
            others of the role
        """
        missing = self.filtered(lambda contract: not contract.commission_split_ids)
        # Signed before commission was reckoned here: who has them now keeps them.
        missing._split_commission(self.env._("taken over from the present owner"))
        self.commission_split_ids.fetch(["team_id"])
        self.commission_split_ids.share_ids.fetch(["role", "user_id", "percent"])
        found = {}
        for contract in self:
            split = contract._get_commission_split()
            roles = found[contract.id] = {}
            for share in split.share_ids:
                roles.setdefault(share.role, []).append((share.user_id, share.percent))
        return found

    @api.model
    def _get_commission_domain(self, user):
        """Hook: the contracts that ``user`` may take part in, as a domain.

        Overrides add theirs with ``|``; it is only where his part is looked for.
        """
        return fields.Domain(
            "commission_split_ids.share_ids.user_id", "=", user.id
        ) | fields.Domain("user_id", "=", user.id)

    def action_split_commission(self):
        """Open a new split of this contract's commission, to be given a reason."""
        self.ensure_one()
        # A sales manager reads contracts and splits; the shares begin as they are.
        shares = self._get_commission_split().share_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Commission Split"),
            "res_model": "crm.commission.split",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_contract_id": self.id,
                "default_share_ids": [
                    fields.Command.create(
                        {
                            "role": share.role,
                            "user_id": share.user_id.id,
                            "percent": share.percent,
                        }
                    )
                    for share in shares
                ],
            },
        }
