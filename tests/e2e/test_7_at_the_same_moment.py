"""Two people, one request, one moment: real connections to the running server."""

from concurrent.futures import ThreadPoolExecutor
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


def test_7_of_two_deciders_one_wins_and_the_other_is_told(thread, company):
    rep, people = company.rep, (company.manager, company.administrator)
    (design_type,) = rep.search("crm.design.type", ["code", "=", "interior"])
    with thread.step("7  two managers decide at the same moment") as records:
        for number in range(ROUNDS):
            registration = rep.create(
                "crm.registration",
                design_type_id=design_type,
                customer_name=f"同时决定第{number}号测试客户有限公司",
                project_name="同时",
                site_address=f"杭州市同时路 {number} 号",
            )
            rep.call("crm.registration", "action_submit", [registration])
            (request,) = people[0].search(
                "crm.approval.request",
                ["res_model", "=", "crm.registration"],
                ["res_id", "=", registration],
            )
            answers = _at_once(
                lambda request=request: people[0].call(
                    "crm.approval.request", "decide", [request], decision="approve"
                ),
                lambda request=request: people[1].call(
                    "crm.approval.request",
                    "decide",
                    [request],
                    decision="refuse",
                    comment="不同意",
                ),
            )
            refused = [answer for answer in answers if isinstance(answer, ApiError)]
            assert len(refused) == 1, answers
            facts = people[0].read(
                "crm.approval.request", request, "state", "decision_ids"
            )
            (row,) = people[0].call(
                "crm.approval.decision",
                "read",
                facts["decision_ids"],
                fields=["user_id", "decision"],
            )
            winner = people[answers.index(True)]
            assert row["user_id"][0] == winner.uid
            assert row["user_id"][1] in str(refused[0]), "who was faster is not said"
            assert facts["state"] in ("approved", "refused")
        records.append(f"{ROUNDS} times one decision, one sentence")
