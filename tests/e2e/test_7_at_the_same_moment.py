"""Two people, one request, one moment: real connections to the running server."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from .odoo_client import ApiError

ROUNDS = 5


def _at_once(*works):
    """Start the works at the same moment; return what each answered or was told."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        except ApiError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def _submitted(rep, number: int) -> int:
    """Register and submit a customer; return the registration."""
    (design_type,) = rep.search("crm.design.type", ["code", "=", "interior"])
    registration = rep.create(
        "crm.registration",
        design_type_id=design_type,
        customer_name=f"同时决定第{number}号测试客户有限公司",
        project_name="同时",
        site_address=f"杭州市同时路 {number} 号",
    )
    rep.call("crm.registration", "action_submit", [registration])
    return registration


def _decide(person, request: int, **values):
    return person.call("crm.approval.request", "decide", [request], **values)


def test_7_of_two_deciders_one_wins_and_the_other_is_told(thread, company):
    one, two = people = company.manager, company.administrator
    with thread.step("7  two managers decide at the same moment") as records:
        for number in range(ROUNDS):
            registration = _submitted(company.rep, number)
            (request,) = one.search(
                "crm.approval.request",
                ["res_model", "=", "crm.registration"],
                ["res_id", "=", registration],
            )
            answers = _at_once(
                partial(_decide, one, request, decision="approve"),
                partial(_decide, two, request, decision="refuse", comment="不同意"),
            )
            refused = [answer for answer in answers if isinstance(answer, ApiError)]
            assert len(refused) == 1, answers
            (row,) = one.search("crm.approval.decision", ["request_id", "=", request])
            user_id, name = one.read("crm.approval.decision", row, "user_id")["user_id"]
            assert user_id == people[answers.index(True)].uid
            assert name in str(refused[0]), "who was faster is not said"
        records.append(f"{ROUNDS} times one decision, one sentence")
