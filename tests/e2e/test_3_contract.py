"""Opportunity, quotation, second revision, approval, contract, project and plan."""

import pytest

from .odoo_client import ApiError


def test_3_a_quotation_and_its_second_revision(thread, company):
    rep = company.rep
    (product,) = rep.search(
        "product.product", ["name", "=", "方案设计"], ["type", "=", "service"], limit=1
    )
    with thread.step("3  the rep makes a quotation") as records:
        order = rep.create(
            "sale.order",
            partner_id=thread.facts.partner,
            opportunity_id=thread.facts.lead,
            order_line=[
                [
                    0,
                    0,
                    {"product_id": product, "product_uom_qty": 1200, "price_unit": 260},
                ]
            ],
        )
        records.append(rep.read("sale.order", order, "name")["name"])
    with thread.step("3  the customer wants it cheaper: a second revision") as records:
        action = rep.call("sale.order", "action_create_revision", [order])
        revision = action["res_id"]
        (line,) = rep.read("sale.order", revision, "order_line")["order_line"]
        rep.call("sale.order.line", "write", [line], vals={"price_unit": 245.5})
        facts = rep.read(
            "sale.order", revision, "name", "opportunity_id", "amount_total"
        )
        assert facts["opportunity_id"][0] == thread.facts.lead
        assert rep.read("sale.order", order, "state")["state"] == "cancel"
        with pytest.raises(ApiError, match="-R2"):
            rep.call("sale.order", "action_create_revision", [order])
        records += [facts["name"], f"{facts['amount_total']:,.2f}"]
        thread.facts.order, thread.facts.order_line = revision, line


def test_3_nothing_is_confirmed_without_the_manager(thread, company):
    rep, manager = company.rep, company.manager
    order = thread.facts.order
    with thread.step("3  the manager approves the revision") as records:
        with pytest.raises(ApiError):
            rep.call("sale.order", "action_confirm", [order])
        rep.call("sale.order", "action_request_approval", [order])
        with pytest.raises(ApiError):
            rep.call("sale.order", "action_approve", [order])
        manager.call("sale.order", "action_approve", [order])
        facts = rep.read("sale.order", order, "name", "approval_state")
        assert facts["approval_state"] == "approved"
        records.append(facts["name"])


def test_3_the_contract_makes_project_and_plan(thread, company):
    rep, manager = company.rep, company.manager
    with thread.step("3  contract, project with phases, payment plan") as records:
        action = rep.call("sale.order", "action_create_contract", [thread.facts.order])
        contract = thread.facts.contract = action["res_id"]
        rep.call("crm.contract", "action_sign", [contract])
        facts = rep.read("crm.contract", contract, "name", "state", "amount_total")
        assert facts["state"] == "signed"
        thread.facts.contract_name = facts["name"]
        (project,) = manager.search("project.project", ["contract_id", "=", contract])
        phases = manager.search("project.milestone", ["project_id", "=", project])
        assert len(phases) >= 2
        lines = manager.search(
            "crm.payment.plan.line", ["plan_id.contract_id", "=", contract]
        )
        amounts = manager.call(
            "crm.payment.plan.line", "read", lines, fields=["amount"]
        )
        total = sum(round(line["amount"] * 100) for line in amounts)
        assert total == round(facts["amount_total"] * 100)
        thread.facts.project = project
        records += [
            facts["name"],
            manager.read("project.project", project, "name")["name"],
            f"{len(phases)} phases",
            f"{len(lines)} instalments = {total / 100:,.2f}",
        ]
