import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import evidence_bundle, evidence_pdf, text_diff

# Evidence for SQL too: not even a script of ours changes a row by mistake. Columns
# that a later version adds may still be filled.
FIXED_ROWS = """
    CREATE OR REPLACE FUNCTION crm_contract_evidence_is_fixed()
    RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is evidence: no row changes or goes', TG_TABLE_NAME;
    END $$;
"""
DOCUMENT_TRIGGER = """
    DROP TRIGGER IF EXISTS crm_contract_document_fixed ON crm_contract_document;
    CREATE TRIGGER crm_contract_document_fixed
    BEFORE DELETE OR UPDATE OF contract_id, number, html, sha256, amount_total,
        frozen_at
    ON crm_contract_document
    FOR EACH ROW EXECUTE FUNCTION crm_contract_evidence_is_fixed();
"""


def sha256_of(text):
    """Return the SHA-256 of ``text`` in UTF-8."""
    return hashlib.sha256((text or "").encode()).hexdigest()


class CrmContractDocument(models.Model):
    """The text of a contract as it was shown to the client: frozen, with its hash.

    Each revision of the text is a row of its own, and no row ever changes.
    """

    _name = "crm.contract.document"
    _inherit = ["crm.ledger.mixin"]
    _description = "Contract Document"
    _order = "contract_id, number desc"

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="restrict", index=True
    )
    number = fields.Integer(string="Revision", required=True)
    # The bytes that were hashed: a fields.Html would sanitize them anew.
    html = fields.Text(required=True)
    sha256 = fields.Char(string="SHA-256", required=True)
    amount_total = fields.Monetary(string="Total")
    currency_id = fields.Many2one("res.currency", required=True)
    frozen_at = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Frozen by", required=True)
    is_intact = fields.Boolean(
        compute="_compute_is_intact", help="Whether the text still has its hash."
    )
    changes = fields.Html(
        string="Changes since the Revision before",
        compute="_compute_changes",
        sanitize=False,
    )

    _number_unique = models.UniqueIndex(
        "(contract_id, number)", "This revision exists already."
    )

    def init(self):
        self.env.cr.execute(FIXED_ROWS)
        self.env.cr.execute(DOCUMENT_TRIGGER)

    @api.depends("number", "contract_id.name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = f"{document.contract_id.name} V{document.number}"

    @api.depends("html", "sha256")
    def _compute_is_intact(self):
        for document in self:
            document.is_intact = document.sha256 == sha256_of(document.html)

    @api.depends("html", "number")
    @api.depends_context("lang")
    def _compute_changes(self):
        family = self.contract_id.document_ids
        earlier = {(d.contract_id.id, d.number): d for d in family}
        for document in self:
            before = earlier.get((document.contract_id.id, document.number - 1))
            document.changes = before and document._changes_since(before)

    def _changes_since(self, before):
        """Return what differs from the revision ``before``, as HTML."""
        rows = [
            Markup("<div class='mb-3'>%s%s</div>")
            % (
                self._marked("del", "text-danger", change.old),
                self._marked("ins", "text-success", change.new),
            )
            for change in text_diff.changes(before.html, self.html)
        ]
        if not rows:
            return Markup("<p>%s</p>") % self.env._("The words are the same.")
        return Markup("").join(rows)

    @api.model
    def _marked(self, tag, colour, lines):
        line = Markup("<{0} class='d-block {1}'>%s</{0}>").format(tag, colour)
        return Markup("").join(line % text for text in lines)

    def _immutable_message(self):
        return self.env._(
            "%(documents)s: what was shown to the client is neither changed nor "
            "deleted. Change the contract and send it anew instead.",
            documents=", ".join(self.mapped("display_name")),
        )

    def _check_intact(self):
        """Raise when the text is not what was hashed."""
        for document in self:
            if not document.is_intact:
                raise UserError(
                    self.env._(
                        "The text of %(document)s was changed in the database: it "
                        "does not have the SHA-256 %(hash)s that was recorded when it "
                        "was sent. Nothing can be signed with it; ask your "
                        "administrator for the backup of that day.",
                        document=document.display_name,
                        hash=document.sha256,
                    )
                )

    def _to_pdf(self, pages):
        """Return ``pages`` as one PDF that carries the very text as a file inside."""
        self.ensure_one()
        text = {evidence_bundle.DOCUMENT: self.html.encode()}
        return evidence_pdf.assemble(pages, text)

    def action_view_document(self):
        """Open the text as the client sees it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/contracts/{self.contract_id.id}/documents/{self.id}",
        }
