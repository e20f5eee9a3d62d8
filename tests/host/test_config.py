"""The examples under config/ say what their readers understand."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from host.paths import ROOT

CONFIG = ROOT / "config"
KNOWN_OPTIONS = """
import json
from odoo.tools import config
print(json.dumps(sorted(config.options_index)))
"""
# Options of PostgreSQL's replica and the like take effect only together.
QUEUE_JOB = {"channels", "scheme", "host", "port"}


def parse_odoo(path: Path) -> configparser.RawConfigParser:
    """Return a configuration as Odoo reads it; a key said twice is an error."""
    found = configparser.RawConfigParser()
    assert found.read(path) == [str(path)]
    return found


def parse_nginx(text: str) -> list:
    """Return nginx's directives: [words, children or None], in their order.

    >>> parse_nginx("a b; c { d; }")
    [[['a', 'b'], None], [['c'], [[['d'], None]]]]
    """
    bare = re.sub(r"#.*", "", text)
    tokens = iter(re.findall(r"\"[^\"]*\"|'[^']*'|[{};]|[^\s{};]+", bare))
    return _nginx_block(tokens, is_outermost=True)


def _nginx_block(tokens, is_outermost: bool = False) -> list:
    found, words = [], []
    for token in tokens:
        if token == ";":
            assert words, "an empty directive"
            found.append([words, None])
            words = []
        elif token == "{":
            found.append([words, _nginx_block(tokens)])
            words = []
        elif token == "}":
            assert not is_outermost, "a brace too many"
            assert not words, f"no semicolon after {words}"
            return found
        else:
            words.append(token)
    assert is_outermost, "a brace too few"
    assert not words, f"no semicolon after {words}"
    return found


def children(block: list, *words: str) -> list:
    """Return the children of the one directive that has these words."""
    matching = [inner for found, inner in block if found == list(words)]
    assert len(matching) == 1, f"{words}: {len(matching)} times"
    return matching[0]


@pytest.fixture(scope="module")
def options() -> set[str]:
    """Return the names that Odoo 19 knows in its configuration file."""
    command = [sys.executable, "-c", KNOWN_OPTIONS]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if result.returncode:
        pytest.skip("Odoo cannot be imported here: run this by make test")
    return set(json.loads(result.stdout))


@pytest.mark.parametrize("name", ["odoo.conf", "config/odoo.production.conf"])
def test_odoo_knows_every_option(name: str, options: set[str]):
    found = parse_odoo(ROOT / name)
    assert set(found["options"]) <= options
    assert set(found["queue_job"]) <= QUEUE_JOB
    assert set(found.sections()) == {"options", "queue_job"}


def test_development_serves_this_machine_alone_and_runs_jobs():
    found = parse_odoo(ROOT / "odoo.conf")["options"]
    assert found["http_interface"] == "127.0.0.1"
    assert found["workers"] == "0"
    assert "queue_job" in found["server_wide_modules"].split(",")
    assert (ROOT / found["addons_path"]).is_dir()


def test_production_is_behind_a_proxy_with_workers_a_replica_and_limits():
    found = parse_odoo(CONFIG / "odoo.production.conf")["options"]
    assert int(found["workers"]) > 0
    assert found["proxy_mode"] == "True"
    assert found["list_db"] == "False"
    assert found["http_interface"] == "127.0.0.1"
    assert found["db_replica_host"]
    assert int(found["limit_memory_soft"]) < int(found["limit_memory_hard"])
    assert int(found["limit_time_cpu"]) < int(found["limit_time_real"])
    assert "queue_job" in found["server_wide_modules"].split(",")


def test_every_job_channel_hangs_below_root_with_a_capacity():
    found = parse_odoo(CONFIG / "odoo.production.conf")["queue_job"]
    channels = dict(part.split(":") for part in found["channels"].split(","))
    assert "root" in channels
    assert all(name.split(".")[0] == "root" for name in channels)
    assert all(int(capacity) > 0 for capacity in channels.values())


def test_nginx_blocks_the_job_runner_and_sends_live_messages_to_gevent():
    found = parse_nginx((CONFIG / "nginx.conf").read_text())
    production = parse_odoo(CONFIG / "odoo.production.conf")["options"]
    servers = [inner for words, inner in found if words == ["server"]]
    secure = next(
        inner for inner in servers if [["listen", "443", "ssl"], None] in inner
    )
    blocked = children(secure, "location", "/queue_job/runjob")
    assert blocked == [[["return", "404"], None]]
    live = children(secure, "location", "/websocket")
    assert [["proxy_pass", "http://design_crm_live"], None] in live
    assert [["proxy_http_version", "1.1"], None] in live
    for name, key in (("design_crm", "http_port"), ("design_crm_live", "gevent_port")):
        upstream = children(found, "upstream", name)
        assert upstream == [[["server", f"127.0.0.1:{production[key]}"], None]]


def test_the_service_starts_odoo_as_a_user_of_its_own():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(CONFIG / "design-crm.service")
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    service = unit["Service"]
    assert service["User"] not in ("", "root")
    assert service["ExecStart"].endswith("odoo -c /etc/design-crm/odoo.conf")
    production = parse_odoo(CONFIG / "odoo.production.conf")["options"]
    assert production["data_dir"] == f"/var/lib/{service['StateDirectory']}"
    assert production["logfile"].startswith(f"/var/log/{service['LogsDirectory']}/")


def test_the_log_that_odoo_writes_is_the_one_that_is_rotated():
    text = (CONFIG / "logrotate.conf").read_text()
    rotated = re.search(r"^(/\S+/)\*\.log \{$", text, re.MULTILINE)
    production = parse_odoo(CONFIG / "odoo.production.conf")["options"]
    assert production["logfile"].startswith(rotated[1])
    assert text.count("{") == text.count("}") == 1
    assert re.search(r"^\s+rotate \d+$", text, re.MULTILINE)
