from .common import ContractCase


class FeeCase(ContractCase):
    """The shipped fee table, in the currency of the company."""

    rate_xmlid = "crm_contract.crm_fee_area_interior_standard"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls.env.ref("crm_contract.crm_fee_table_2002")
        cls.table.currency_id = cls.env.company.currency_id

    @classmethod
    def _type(cls, code):
        return cls.env.ref(f"crm_pipeline.crm_design_type_{code}")

    @classmethod
    def _coefficient(cls, name):
        return cls.env.ref(f"crm_contract.crm_fee_{name}")

    @classmethod
    def _new_estimate(cls, order):
        """Return the estimator as its button opens it."""
        action = order.action_estimate_fee()
        return order.env[action["res_model"]].with_context(**action["context"])

    @classmethod
    def _estimate(cls, order, **values):
        """Return an estimate of ``order`` with these values typed in."""
        return cls._new_estimate(order).create(values)
