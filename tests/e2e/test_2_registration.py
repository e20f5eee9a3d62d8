"""A registration, a second one for the same customer, and the manager's decision."""

CUSTOMER = "杭州云岭山居文化旅游发展有限公司"
OTHER_SPELLING = "雲嶺山居文化旅遊（杭州）發展有限責任公司"


def register(staff, design_type: int, **values) -> int:
    return staff.create(
        "crm.registration",
        design_type_id=design_type,
        **{"site_address": "杭州市西湖区梅灵南路 6 号", "area": 1200, **values},
    )


def test_2_a_second_spelling_is_shown_as_a_conflict(thread, company):
    rep, other = company.rep, company.other_rep
    (design_type,) = rep.search("crm.design.type", ["code", "=", "interior"])
    with thread.step("2  a rep registers a customer and his site") as records:
        first = register(
            rep,
            design_type,
            customer_name=CUSTOMER,
            contact_name="林总",
            phone="0571-8799 1234",
            project_name="云岭山居会所",
            budget=420000,
        )
        rep.call("crm.registration", "action_submit", [first])
        facts = rep.read("crm.registration", first, "name", "state")
        assert facts["state"] == "submitted"
        thread.facts.registration = first
        records.append(facts["name"])
    with thread.step("2  another rep types the same customer differently") as records:
        (found,) = other.call(
            "crm.registration",
            "find_conflicts",
            values_list=[{"name": OTHER_SPELLING}],
        )
        hit = next(item for item in found if item["id"] == first)
        assert (hit["model"], hit["level"]) == ("crm.registration", "review")
        assert CUSTOMER not in hit["display"], "the colleague's customer is not masked"
        second = register(
            other,
            design_type,
            customer_name=OTHER_SPELLING,
            project_name="云岭会所软装",
        )
        shown = other.read("crm.registration", second, "conflict_html", "name")
        assert "李*" in shown["conflict_html"]
        other.call("crm.registration", "action_submit", [second])
        records += [shown["name"], hit["display"]]
        thread.facts.second = second


def test_2_the_manager_approves_and_the_opportunity_is_protected(thread, company):
    manager = company.manager
    with thread.step("2  the manager sees the evidence and decides") as records:
        evidence = manager.read("crm.registration", thread.facts.second, "match_ids")
        matches = manager.call(
            "crm.registration.match",
            "read",
            evidence["match_ids"],
            fields=["display", "res_model", "res_id"],
        )
        assert any(
            (match["res_model"], match["res_id"])
            == ("crm.registration", thread.facts.registration)
            and CUSTOMER in match["display"]
            for match in matches
        )
        company.manager.call(
            "crm.registration", "action_approve", [thread.facts.registration]
        )
        facts = manager.read(
            "crm.registration", thread.facts.registration, "name", "state", "lead_id"
        )
        assert facts["state"] == "converted"
        thread.facts.lead = facts["lead_id"][0]
        lead = manager.read(
            "crm.lead",
            thread.facts.lead,
            "is_protected",
            "protected_until",
            "partner_id",
        )
        assert lead["is_protected"]
        thread.facts.partner = lead["partner_id"][0]
        records += [facts["lead_id"][1], f"protected until {lead['protected_until']}"]
