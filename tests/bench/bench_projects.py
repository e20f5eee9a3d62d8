"""2,000 design projects with 40,000 deliverables and 120,000 versions.

Board, timeline and portal page over HTTP, the recomputation of all progress, a night's
look at all projects, and 200 files of 1 MB in one go.
"""

import base64
import http.cookiejar
import json
import os
import re
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

PROJECTS = 2_000
PHASES = 5
DELIVERABLES = 20  # a project
VERSIONS = 3  # a deliverable
ROUNDS = 7
FILES = 200
BAD = {7: ("empty.pdf", 0), 77: ("tool.exe", 10), 177: ("noname", 10)}
PASSWORD = "bench"

FILL = """
import json, time
from datetime import date, timedelta

env = env(context={"lang": "zh_CN", "tz": "Asia/Shanghai", "tracking_disable": True,
                   "no_reset_password": True})
cr = env.cr


def copies(model, row_id, number, /, **values):
    '''Insert ``number`` copies of a row, with SQL over ``n`` (from 0) for columns.'''
    record = env[model].browse(row_id)
    env.flush_all()
    names = [
        name for name, field in record._fields.items()
        if field.store and field.column_type and name != "id" and name not in values
    ]
    listed = ", ".join(f'"{name}"' for name in names)
    extra = "".join(f', "{name}"' for name in values)
    filled = "".join(f", {value}" for value in values.values())
    cr.execute(f'''
        INSERT INTO {record._table} ({listed}{extra})
        SELECT {listed}{filled} FROM {record._table}, generate_series(0, %s) n
         WHERE id = %s ORDER BY n RETURNING id''', [number - 1, row_id])
    ids = [row[0] for row in cr.fetchall()]
    assert ids == list(range(ids[0], ids[0] + number)), "ids are not in a row"
    cr.execute(f"ANALYZE {record._table}")
    return ids[0]


def user(login, *groups, password=False):
    values = {"password": password} if password else {}
    return env["res.users"].create({
        "name": login.title(), "login": login, "lang": "en_US", **values,
        "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
    })


lead = user("bench_lead", "project.group_project_manager",
            "sales_team.group_sale_salesman_all_leads", password=PASSWORD)
people = [user(f"bench_{n}", "project.group_project_user") for n in range(40)]
customer = env["res.partner"].create({"name": "Bench", "is_company": True})
client = user("bench_client", "base.group_portal", password=PASSWORD)
client.partner_id.parent_id = customer
template = env["project.project"].search(
    [("is_template", "=", True), ("design_type_id", "!=", False)], limit=1
)
contract = env["crm.contract"].create({
    "title": "Bench", "partner_id": customer.id, "user_id": lead.id,
    "design_type_id": template.design_type_id.id, "lead_designer_id": lead.id,
})
contract.write({"state": "signed", "project_template_id": template.id})
project = contract._create_design_project()
project.privacy_visibility = "employees"
phase = project.milestone_ids[0]
item = phase.deliverable_ids[0]
item.write({"needs_review": False, "user_id": people[0].id})
phase.write({"gate": "free"})
content = PDF.encode()
version = item.with_user(people[0]).action_upload("plan.pdf", base64.b64encode(content))
plan = env["crm.payment.plan"].search([("contract_id", "=", contract.id)], limit=1)
env.flush_all()

today = date.today()
customers = copies("res.partner", customer.id, PROJECTS - 1,
                   name="'Client ' || n", commercial_partner_id="NULL")
cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id >= %s",
           [customers])
contracts = copies("crm.contract", contract.id, PROJECTS - 1, name="'BENCH/' || n",
                   partner_id=f"{customers} + n", access_token="NULL")
projects = copies(
    "project.project", project.id, PROJECTS - 1,
    name="jsonb_build_object('en_US', 'Project ' || n)", contract_id=f"{contracts} + n",
    partner_id=f"{customers} + n", access_token="NULL",
    user_id=f"(ARRAY{[lead.id, *[one.id for one in people]]})[1 + n %% 41]",
    date_start="current_date - 200 + n %% 150", date="current_date - 10 + n %% 200",
    baseline_date="current_date - 20 + n %% 200",
)
milestones = copies(
    "project.milestone", phase.id, (PROJECTS - 1) * PHASES,
    name=f"'Phase ' || n %% {PHASES}", project_id=f"{projects} + n / {PHASES}",
    sequence=f"10 * (n %% {PHASES})", fee_percent="20",
    is_reached=f"n %% {PHASES} = 0",
    reached_date=f"CASE WHEN n %% {PHASES} = 0 THEN current_date - 50 END",
    planned_start_date=f"current_date - 100 + 30 * (n %% {PHASES})",
    deadline=f"current_date - 70 + 30 * (n %% {PHASES})",
)
cr.execute('''
    UPDATE project_milestone phase SET lead_id = project.user_id
      FROM project_project project WHERE project.id = phase.project_id''')
number = (PROJECTS - 1) * DELIVERABLES
each = DELIVERABLES // PHASES
items = copies(
    "project.deliverable", item.id, number, name="'Sheet ' || n", access_token="NULL",
    project_id=f"{projects} + n / {DELIVERABLES}",
    milestone_id=f"{milestones} + n / {each}",
    contract_id=f"{contracts} + n / {DELIVERABLES}",
    partner_id=f"{customers} + n / {DELIVERABLES}",
    phase_sequence=f"10 * (n / {each} %% {PHASES})", sequence=f"n %% {each}",
    user_id=f"(ARRAY{[one.id for one in people]})[1 + n %% 40]",
    state=f"(ARRAY['signed_off', 'signed_off', 'released', 'in_review', 'in_review'])"
          f"[1 + n / {each} %% {PHASES}]",
    deadline=f"current_date - 70 + 30 * (n / {each} %% {PHASES})",
    last_number=str(VERSIONS), version_count=str(VERSIONS),
    current_version_id="NULL", client_version_id="NULL", reminder_level="3",
)
last = f"n %% {VERSIONS} = {VERSIONS - 1}"
place = f"(n / {VERSIONS * each} %% {PHASES})"
versions = copies(
    "project.deliverable.version", version.id, number * VERSIONS,
    deliverable_id=f"{items} + n / {VERSIONS}", number=f"1 + n %% {VERSIONS}",
    partner_id=f"{customers} + n / {VERSIONS * DELIVERABLES}",
    state=f"CASE WHEN {place} < 2 AND {last} THEN 'signed_off'"
          f" WHEN {place} = 2 AND {last} THEN 'released'"
          f" WHEN {place} < 3 THEN 'superseded' ELSE 'draft' END",
    released_at=f"CASE WHEN {place} < 3 THEN current_timestamp - interval '2 days' END",
    signed_at=f"CASE WHEN {place} < 2 AND {last} THEN current_timestamp END",
    signed_by=f"CASE WHEN {place} < 2 AND {last} THEN 'Client' END",
)
copies("project.deliverable.picture", version.sudo().picture_ids.id, number * VERSIONS,
       version_id=f"{versions} + n", state="'none'", reason="'broken'")
cr.execute('''
    UPDATE project_deliverable item SET current_version_id = version.id,
           client_version_id = CASE WHEN item.state IN ('signed_off', 'released')
                               THEN version.id END
      FROM project_deliverable_version version
     WHERE version.deliverable_id = item.id AND version.number = %s
       AND item.id >= %s''', [VERSIONS, items])
if plan:
    plans = copies("crm.payment.plan", plan.id, PROJECTS - 1,
                   contract_id=f"{contracts} + n")
    for line in plan.line_ids:
        copies("crm.payment.plan.line", line.id, PROJECTS - 1, plan_id=f"{plans} + n",
               contract_id=f"{contracts} + n", due_date="current_date - n %% 30",
               state="CASE WHEN n %% 3 = 0 THEN 'overdue' ELSE 'waiting' END")
# The client of the portal page has a project like the others.
client.partner_id.parent_id = customers
client.partner_id.commercial_partner_id = customers
cr.commit()
cr.execute("ANALYZE")
env.invalidate_all()
assert env["project.deliverable.version"].search_count([]) >= number * VERSIONS

found = {}


def timed(name, work):
    before, started = cr.sql_log_count, time.perf_counter()
    work()
    found[name] = (time.perf_counter() - started, cr.sql_log_count - before)


def recompute():
    for model, names in (("project.milestone", ["progress"]),
                         ("project.project", ["design_progress", "current_phase_id"])):
        records = env[model].search([])
        for name in names:
            env.add_to_compute(records._fields[name], records)
        records._recompute_recordset(names)
        env.flush_all()


timed("progress_of_all", recompute)
cr.commit()
env.invalidate_all()
timed("night_of_all", env["project.project"]._cron_watch)
cr.commit()
env.invalidate_all()
timed("quiet_night_of_all", env["project.project"]._cron_watch)
cr.commit()
found["ids"] = {"project": projects, "phase": milestones + 3}
print("RESULT" + json.dumps(found))
"""

PDF = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BOARD = [
    "name",
    "partner_id",
    "user_id",
    "current_phase_id",
    "design_progress",
    "next_step",
    "next_sign_off_date",
    "date",
    "delay_days",
    "risk",
    "amount_overdue",
]
PHASE = [
    "name",
    "project_id",
    "lead_id",
    "delay_state",
    "can_replan",
    "progress",
    "planned_start_date",
    "deadline",
    "actual_start_date",
    "reached_date",
    "depend_on_ids",
]


class Session:
    """A browser's session: logs in, calls methods, opens pages."""

    def __init__(self, url: str, login: str) -> None:
        self.url = url
        jar = http.cookiejar.CookieJar()
        handler = urllib.request.HTTPCookieProcessor(jar)
        self.opener = urllib.request.build_opener(handler)
        page = self.open("/web/login").decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        values = {"login": login, "password": PASSWORD, "csrf_token": token}
        self.open("/web/login", urllib.parse.urlencode(values).encode())

    def open(self, path: str, data: bytes | None = None, **headers: str) -> bytes:
        """Return what a page answers."""
        request = urllib.request.Request(self.url + path, data, headers)
        with self.opener.open(request, timeout=300) as answer:
            return answer.read()

    def call(self, model: str, method: str, *args: object, **kwargs: object) -> object:
        """Call a method of a model; return its result.

        :raise RuntimeError: what the server says
        """
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        text = self.open(
            f"/web/dataset/call_kw/{model}/{method}",
            json.dumps(body).encode(),
            **{"Content-Type": "application/json"},
        )
        answer = json.loads(text)
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]


def median_ms(work: Callable[[], object]) -> float:
    """Return the median of some rounds, after two that warm the caches."""
    times = []
    for number in range(ROUNDS + 2):
        started = time.perf_counter()
        work()
        if number >= 2:
            times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 1)


def measure_screens(url: str, ids: dict) -> Iterator[tuple[str, float]]:
    """Yield what board, timeline and the client's page take over HTTP."""
    lead = Session(url, "bench_lead")
    for name, model, method, kwargs in screens():
        yield name, median_ms(lambda: lead.call(model, method, **kwargs))  # noqa: B023
    client = Session(url, "bench_client")
    path = f"/my/design/{ids['project']}"
    yield "portal_project_ms", median_ms(lambda: client.open(path))
    yield "portal_list_ms", median_ms(lambda: client.open("/my/deliverables"))


def screens() -> Iterator[tuple[str, str, str, dict]]:
    """Yield the requests that the screens make: name, model, method, arguments."""
    domain = [
        ["contract_id", "!=", False],
        ["is_template", "=", False],
        ["last_update_status", "!=", "done"],
    ]
    columns = {name: {} for name in BOARD}
    listed = {"domain": domain, "specification": columns, "limit": 80}
    yield "board_list_ms", "project.project", "web_search_read", listed
    cards = {
        "domain": domain,
        "groupby": ["risk"],
        "aggregates": ["__count"],
        "auto_unfold": True,
        "unfold_read_specification": {**columns, "board_note": {}},
        "unfold_read_default_limit": 40,
    }
    yield "board_cards_ms", "project.project", "web_read_group", cards
    months = [
        ["project_id.contract_id", "!=", False],
        ["planned_start_date", "<=", "today +4m"],
        ["deadline", ">=", "today -1m"],
        ["lead_id.login", "=", "bench_lead"],
    ]
    for name, leaves in (("a_lead", months), ("all", months[:-1])):
        bars = {"domain": leaves, "fields": PHASE}
        yield f"timeline_of_{name}_ms", "project.milestone", "search_read", bars


def upload_many(url: str, ids: dict) -> tuple[float, int, list[str]]:
    """Return seconds, stored files and what the others were refused for."""
    session = Session(url, "bench_lead")

    def send(number: int) -> str:
        name, size = BAD.get(number, (f"Plan {number}.pdf", 1024 * 1024))
        content = (PDF.encode() + os.urandom(size))[: size or 0]
        try:
            session.call(
                "project.milestone",
                "action_upload_file",
                [ids["phase"]],
                filename=name,
                data_base64=base64.b64encode(content).decode(),
            )
        except RuntimeError as error:
            return str(error)
        return ""

    started = time.perf_counter()
    answers = [send(number) for number in range(FILES)]  # one by one, as the screen
    refused = [answer for answer in answers if answer]
    return time.perf_counter() - started, FILES - len(refused), refused


def run(context) -> Iterator[dict]:
    """Yield seconds and milliseconds, with the load of the machine beside them."""
    db = context.database(["crm_suite"])
    names = ("PROJECTS", "PHASES", "DELIVERABLES", "VERSIONS", "PASSWORD", "PDF")
    values = "".join(f"{name} = {globals()[name]!r}\n" for name in names)
    printed = context.shell(db, "import base64\n" + values + FILL)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    ids = found.pop("ids")
    for name, (seconds, queries) in found.items():
        yield {"metric": name, "value": round(seconds, 1), "unit": "s", "n": 1}
        yield {"metric": f"{name}_queries", "value": queries, "unit": "queries", "n": 1}
    with context.server(db) as url:
        for name, value in measure_screens(url, ids):
            yield {"metric": name, "value": value, "unit": "ms", "n": ROUNDS}
        seconds, stored, refused = upload_many(url, ids)
    assert stored == FILES - len(BAD), (stored, refused)
    yield {
        "metric": "upload_200_files",
        "value": round(seconds, 1),
        "unit": "s",
        "n": 1,
    }
    yield {"metric": "upload_stored", "value": stored, "unit": "files", "n": 1}
    load = round(os.getloadavg()[0], 1)
    yield {"metric": "machine_load", "value": load, "unit": "processes", "n": 1}
