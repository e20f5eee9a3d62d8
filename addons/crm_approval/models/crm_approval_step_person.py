from odoo import fields, models


class CrmApprovalStepPerson(models.Model):
    """A person of a step, in the order in which they are asked.

    The rows are those of the many2many ``crm.approval.step.user_ids``, as
    ``project.task.stage.personal`` does it: this model adds the order to them.
    """

    _name = "crm.approval.step.person"
    _description = "Person of an Approval Step"
    _table = "crm_approval_step_res_users_rel"
    _order = "sequence, id"
    _rec_name = "user_id"

    step_id = fields.Many2one(
        "crm.approval.step", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)

    _person_unique = models.Constraint(
        "UNIQUE(step_id, user_id)", "A person is named once in a step."
    )
