"""A pytest plugin: the tests of accounting find their company with its accounts made.

Odoo's base class makes a company and loads a chart of accounts for each test class,
which is most of what such a class takes to begin. It is made once, before the first
test, and kept in the test database; what a class changes of it is rolled back.
"""

from __future__ import annotations

import pytest

# Odoo's own name is left to classes that ask for another chart.
NAME = "company_1_data, kept"


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make the company, once the tests are known, where some are of accounting."""
    classes = {getattr(item, "cls", None) for item in session.items} - {None}
    names = {base.__name__ for each in classes for base in each.__mro__}
    if "AccountTestInvoicingCommon" not in names:
        return
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    from odoo.addons.account.tests.common import AccountTestInvoicingCommon

    with Registry(get_db_name()).cursor() as cr:
        company_id = make_company(api.Environment(cr, SUPERUSER_ID, {}))
    use(AccountTestInvoicingCommon, company_id)


def make_company(env) -> int:
    """Make the company as the base class does; return its id."""
    company = env["res.company"].create({"name": NAME})
    charts = env["account.chart.template"]
    chart = charts._guess_chart_template(company.country_id)
    charts.try_loading(chart, company=company, install_demo=False)
    if not company.account_fiscal_country_id:
        company.account_fiscal_country_id = env.ref("base.us")
    return company.id


def use(base: type, company_id: int) -> None:
    """Let the base class take this company where a class asks for nothing special."""
    make_another = base.setup_independent_company.__func__

    def setup_independent_company(cls, **values):
        if values or cls.country_code or cls.chart_template:
            return make_another(cls, **values)
        # As whoever makes a company may work in it.
        cls.env.user.write({"company_ids": [(4, company_id)]})
        return cls.env["res.company"].browse(company_id)

    base.setup_independent_company = classmethod(setup_independent_company)
