from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class CrmStage(models.Model):
    """A stage says what an opportunity must have to enter it, and to leave it."""

    _inherit = "crm.stage"

    required_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Required to Enter",
        domain="[('model', '=', 'crm.lead'), ('store', '=', True)]",
        help="Fields of the opportunity that must be filled in before it enters this "
        "stage, or one behind it.",
    )
    required_document_kind_ids = fields.Many2many(
        "crm.document.kind",
        string="Documents to Enter",
        help="Kinds of documents that must be on the opportunity before it enters this "
        "stage, or one behind it.",
    )
    exit_domain = fields.Char(
        string="Check before Leaving",
        help="What must be true of an opportunity that goes on from this stage.",
    )
    exit_message = fields.Char(
        string="What to Do",
        translate=True,
        help="What a salesperson is told whose opportunity does not pass the check.",
    )

    @api.constrains("required_field_ids")
    def _check_required_fields(self):
        for stage in self:
            # Whoever keeps the stages need not read the models.
            for field_sudo in stage.sudo().required_field_ids:
                if field_sudo.model != "crm.lead" or not field_sudo.store:
                    raise ValidationError(
                        self.env._(
                            "%(stage)s: “%(field)s” is no stored field of "
                            "opportunities. Choose another one.",
                            stage=stage.name,
                            field=field_sudo.field_description,
                        )
                    )

    @api.constrains("exit_domain", "exit_message")
    def _check_exit(self):
        for stage in self.filtered("exit_domain"):
            try:
                stage._get_exit_domain().validate(self.env["crm.lead"])
            except Exception as error:  # a domain may be wrong in any way
                raise ValidationError(
                    self.env._(
                        "%(stage)s: the check before leaving is not valid: %(error)s",
                        stage=stage.name,
                        error=error,
                    )
                ) from error
            if not (stage.exit_message or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(stage)s: say what to do when the check is not passed.",
                        stage=stage.name,
                    )
                )

    @api.model
    def _of_teams(self, teams):
        """Return the stages in which opportunities of these teams can be."""
        shared = Domain("team_ids", "=", False)
        return self.search(shared | Domain("team_ids", "in", teams.ids))

    def _for_team(self, team):
        """Return those of these stages that are the team's, or everybody's."""
        return self.filtered(lambda stage: not stage.team_ids or team in stage.team_ids)

    def _get_exit_domain(self):
        self.ensure_one()
        names = {"uid": self.env.uid, "context_today": fields.Date.context_today}
        return Domain(safe_eval(self.exit_domain or "[]", names))
