from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

KINDS = [
    ("name", "Company name"),
    ("brand", "Brand"),
    ("sound", "Sound of the name"),
    ("near", "Name with a slip"),
    ("head", "Beginning of the name"),
    ("credit_code", "Credit code"),
    ("phone", "Phone"),
    ("address", "Address"),
    ("wecom", "WeCom contact"),
]
#: records whose keys are made at once
REBUILD_BATCH = 2000
#: where a rebuild stands: "model,id", nothing when none is under way
REBUILD_POSITION = "crm_pipeline.conflict_rebuild"


class CrmConflictKey(models.Model):
    """What a record can be recognised by: one row a key, for the conflict check.

    The rows follow their records through ``crm.conflict.mixin``. They hold phones
    and codes of everybody's customers, so nobody but administrators reads them.
    """

    _name = "crm.conflict.key"
    _description = "Conflict Key"
    _rec_name = "value"
    _log_access = False

    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)
    place = fields.Char(
        required=True, readonly=True, help="The city that the name says, in short."
    )

    _record_idx = models.Index("(res_id, res_model)")
    _value_idx = models.Index("(kind, value, place)")

    # -- keeping the keys --------------------------------------------------------------

    @api.model
    def _conflict_models(self):
        """Return the names of the models whose records have keys."""
        names = self.env.registry.descendants(["crm.conflict.mixin"], "_inherit")
        return sorted(name for name in names if not self.env[name]._abstract)

    @api.model
    def _insert(self, res_model, keys_by_id):
        """Add keys: ``{record id: {(kind, value, place)}}``."""
        rows = [(res_id, *key) for res_id, keys in keys_by_id.items() for key in keys]
        if not rows:
            return
        ids, kinds, values, places = map(list, zip(*rows, strict=True))
        # a dozen rows a record: through create() they took longer than the record
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_conflict_key (res_model, res_id, kind, value, place)
                SELECT %s, *
                  FROM unnest(%s, %s::varchar[], %s::varchar[], %s::varchar[])
                """,
                res_model,
                ids,
                kinds,
                values,
                places,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _remove(self, res_model, ids):
        """Take the keys of these records away."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_conflict_key
                 WHERE res_id = ANY(%s) AND res_model = %s
                """,
                list(ids),
                res_model,
            )
        )
        self.invalidate_model(flush=False)

    # -- making them anew --------------------------------------------------------------

    @api.model
    def action_rebuild(self):
        """Make all keys anew, in the background."""
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "Only administrators rebuild the conflict keys. Ask yours to do it."
                )
            )
        self._rebuild_go_to(self._conflict_models()[0], 0)
        cron = self.env.ref("crm_pipeline.ir_cron_rebuild_conflict_keys")
        cron._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The conflict keys are being rebuilt. Conflicts are found "
                    "meanwhile as before."
                ),
            },
        }

    @api.model
    def _rebuild(self, names=None):
        """Make the keys of these models (of all when left out) anew, in one go."""
        for name in names or self._conflict_models():
            after = 0
            while after is not None:
                after = self._rebuild_batch(name, after)

    @api.model
    def _cron_rebuild(self):
        """Go on with the rebuild where it stands; a killed one loses a batch."""
        names = self._conflict_models()
        self._forget_models_gone(names)
        while position := self._rebuild_position():
            name, after = position
            last = self._rebuild_batch(name, after) if name in names else None
            later = [other for other in names if other > name]
            if last is None and later:
                name, last = later[0], 0
            self._rebuild_go_to(last is not None and name, last)
            remaining = 0 if last is None else REBUILD_BATCH
            if not self.env["ir.cron"]._commit_progress(
                REBUILD_BATCH, remaining=remaining
            ):
                break

    @api.model
    def _rebuild_position(self):
        """Return (model, id) where the rebuild stands, None when there is none."""
        # nobody but the rebuild reads and writes where it stands
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        name, _comma, after = (
            parameters_sudo.get_param(REBUILD_POSITION) or ""
        ).partition(",")
        return (name, int(after)) if name else None

    @api.model
    def _rebuild_go_to(self, name, after):
        # nobody but the rebuild reads and writes where it stands
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        parameters_sudo.set_param(REBUILD_POSITION, name and f"{name},{after}")

    @api.model
    def _rebuild_batch(self, name, after):
        """Make the keys of the records behind id ``after`` anew.

        :return: the last id of the batch, None when there is no record behind it
        """
        # keys are made of everybody's records, archived ones have none
        model_sudo = self.env[name].sudo().with_context(active_test=False)
        records_sudo = model_sudo.search_fetch(
            [("id", ">", after)],
            sorted(model_sudo._conflict_fields()),
            order="id",
            limit=REBUILD_BATCH,
        )
        last = records_sudo[-1:].id if len(records_sudo) == REBUILD_BATCH else None
        # the range rather than the records: keys of vanished ones go, too
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_conflict_key
                 WHERE res_model = %s AND res_id > %s AND res_id <= %s
                """,
                name,
                after,
                last or 2**31 - 1,
            )
        )
        self._insert(name, records_sudo._conflict_keys_by_id())
        self.env.invalidate_all()
        return last

    @api.model
    def _forget_models_gone(self, names):
        self.env.cr.execute(
            SQL("DELETE FROM crm_conflict_key WHERE res_model <> ALL(%s)", names)
        )
        self.invalidate_model(flush=False)
