import base64

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

#: What a form has beside its file: the change note and ids.
FORM_BYTES = 1024 * 1024


class DeliverableUpload(http.Controller):
    """Files of versions, each in a request of its own, as large as the setting allows.

    Odoo's calls take no more than 128 MiB, base64 included, whatever the setting says.
    """

    def _max_content_length(self):
        return request.env["project.deliverable"]._max_upload_bytes() + FORM_BYTES

    @http.route(
        "/crm_projects/upload",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=_max_content_length,
    )
    def upload(
        self, file=None, milestone_id=None, deliverable_id=None, note=None, **_kwargs
    ):
        """Store one file; answers what it became, or ``error`` in a sentence."""
        try:
            with request.env.cr.savepoint():
                answer = self._store(file, milestone_id, deliverable_id, note or None)
        except UserError as error:
            answer = {"error": str(error)}
        return request.make_json_response(answer)

    def _store(self, file, milestone_id, deliverable_id, note):
        name = file.filename if file else ""
        content = base64.b64encode(file.read()) if file else b""
        if not f"{deliverable_id or milestone_id}".isdecimal():
            raise UserError(request.env._("Open the upload from a phase again."))
        if deliverable_id:
            item = request.env["project.deliverable"].browse(int(deliverable_id))
            version = item.action_upload(name, content, note)
            return {
                "deliverable": item.name,
                "number": version.number,
                "is_new": False,
            }
        phase = request.env["project.milestone"].browse(int(milestone_id))
        return phase.action_upload_file(name, content, note)
