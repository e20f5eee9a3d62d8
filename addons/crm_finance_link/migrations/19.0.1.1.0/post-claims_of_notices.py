from psycopg2.extras import Json

#: The texts of notices went through instalments alone; they are kept as people have
#: written them, in each language, and say what is claimed now.
WORDS = (
    (
        't-foreach="object.line_ids" t-as="line"',
        't-foreach="object._get_claim_rows()" t-as="claim"',
    ),
    ("line.contract_id.name", "claim['document']"),
    ("line.name", "claim['name']"),
    ("line.due_date", "claim['date']"),
    ("line.amount_open, line.currency_id", "claim['amount'], object.currency_id"),
)


def migrate(cr, version):
    """Notices claim invoices without instalment as well, less what is promised."""
    cr.execute(
        """
        SELECT template.id, template.body_html
          FROM mail_template template
          JOIN ir_model model ON model.id = template.model_id
         WHERE model.model = 'crm.dunning.notice'
        """
    )
    for template_id, texts in cr.fetchall():
        if not texts:
            continue
        changed = {lang: _say_claims(text) for lang, text in texts.items()}
        if changed != texts:
            cr.execute(
                "UPDATE mail_template SET body_html = %s WHERE id = %s",
                [Json(changed), template_id],
            )


def _say_claims(text):
    if not text or WORDS[0][0] not in text:
        return text
    for old, new in WORDS:
        text = text.replace(old, new)
    return text
