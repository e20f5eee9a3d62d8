from odoo import models

# For SQL too: at the commit no plan is more than what was agreed, whoever wrote it.
WITHIN_CONTRACT = """
    CREATE OR REPLACE FUNCTION crm_payment_plan_line_within_contract()
    RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        excess numeric;
    BEGIN
        SELECT SUM(line.amount) - MAX(plan.amount_agreed) INTO excess
          FROM crm_payment_plan_line line
          JOIN crm_payment_plan plan ON plan.id = line.plan_id
         WHERE line.plan_id = NEW.plan_id;
        IF excess > 0.005 THEN
            RAISE EXCEPTION 'the instalments of payment plan % are % more than its '
                'contract', NEW.plan_id, excess
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'crm_payment_plan_line_within_contract',
                      TABLE = 'crm_payment_plan_line';
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS crm_payment_plan_line_within_contract
        ON crm_payment_plan_line;
    CREATE CONSTRAINT TRIGGER crm_payment_plan_line_within_contract
    AFTER INSERT OR UPDATE OF amount, plan_id ON crm_payment_plan_line
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION crm_payment_plan_line_within_contract();
"""


class CrmPaymentPlanLine(models.Model):
    """A plan is never more than its contract: the database sees to it, too.

    Amounts change one after the other within a transaction, so the trigger looks at
    its end.
    """

    _inherit = "crm.payment.plan.line"

    def init(self):
        self.env.cr.execute(WITHIN_CONTRACT)
