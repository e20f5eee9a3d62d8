"""Databases and servers: the rules that need neither of them."""

from __future__ import annotations

import configparser
import io
import json
import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from host import commands, database, manifests, ports, postgres, process, server
from host.messages import HostError
from host.paths import write_whole

LOG = """\
2026-01-01 10:00:00,001 7 INFO x odoo.modules.loading: Loading module crm (2/4)
2026-01-01 10:00:00,002 7 WARNING x odoo.fields: something is odd
  File "a.py", line 1
2026-01-01 10:00:00,003 7 INFO x odoo.modules: a WARNING that is only a word
2026-01-01 10:00:00,004 7 ERROR x odoo.sql_db: bad query
"""


class FakePostgres:
    """Databases by name, with their comments; it notes what was dropped."""

    def __init__(self, comments: dict[str, str]) -> None:
        self.comments = comments
        self.address = postgres.Address("/sock", "", "odoo", "", "postgres", True)

    def databases(self) -> list[str]:
        """Return the names."""
        return list(self.comments)

    def sql(self, query: str, _db: str = "", **values: str) -> str:
        """Answer the two queries that dropping needs."""
        if query.startswith("drop database"):
            del self.comments[values["name"]]
            return ""
        return self.comments[values["name"]]


@pytest.fixture
def addons(tmp_path: Path) -> Path:
    """Return a folder with two addons, one on the other."""
    for name, depends in (("crm_a", ["mail"]), ("crm_b", ["crm_a", "sale"])):
        folder = tmp_path / "addons" / name
        (folder / "models").mkdir(parents=True)
        (folder / "tests").mkdir()
        (folder / "__manifest__.py").write_text(repr({"depends": depends}))
        (folder / "models" / "a.py").write_text("a = 1\n")
    return tmp_path / "addons"


def test_what_an_addon_needs_is_split_into_ours_and_others(addons: Path):
    own, foreign = manifests.with_needed(["crm_b"], addons)
    assert own == {"crm_a", "crm_b"}
    assert foreign == {"base", "mail", "sale"}


def test_a_change_of_models_counts_and_one_of_tests_does_not(addons: Path):
    before = manifests.source_hashes(["crm_a", "crm_b", "sale"], addons)
    (addons / "crm_a" / "tests" / "test_x.py").write_text("x = 1\n")
    (addons / "crm_b" / "models" / "a.py").write_text("a = 2\n")
    after = manifests.source_hashes(before, addons)
    assert set(before) == {"crm_a", "crm_b"}
    assert [name for name in before if before[name] != after[name]] == ["crm_b"]


def test_an_unknown_addon_is_named_with_those_that_there_are(tmp_path: Path):
    with pytest.raises(HostError, match="crm_typo"):
        manifests.check_known(["crm_typo"], [tmp_path])


def test_warnings_and_errors_of_a_log_are_found_with_the_lines_that_follow():
    found = database.troubles(LOG.splitlines(keepends=True))
    assert [line[:40].split(" ")[0] for line in found] == [
        "2026-01-01",
        "",
        "2026-01-01",
    ]
    assert "something is odd" in found[0]
    assert "bad query" in found[2]


@pytest.mark.parametrize("name", ["", "a b", "x;drop", "_x", 'x"y', "x" * 60])
def test_a_name_that_postgresql_or_the_filestore_would_trip_over_is_refused(name):
    with pytest.raises(HostError, match="no name for a database"):
        database._check_name(name)


def test_only_a_database_of_ours_is_dropped(home):
    host = SimpleNamespace(data_dir=home.data)
    pg = FakePostgres({"mine": json.dumps({"design_crm": 1}), "theirs": "books"})
    (home.data / "filestore" / "mine").mkdir(parents=True)
    database.drop(host, pg, "mine")
    database.drop(host, pg, "not there")
    with pytest.raises(HostError, match="not made by these commands"):
        database.drop(host, pg, "theirs")
    assert pg.databases() == ["theirs"]
    assert not (home.data / "filestore" / "mine").exists()


def test_the_leftover_of_a_killed_run_is_dropped_without_asking(home):
    host = SimpleNamespace(data_dir=home.data)
    pg = FakePostgres({"x_building": ""})
    database.drop(host, pg, "x_building")
    assert pg.databases() == []


def test_a_server_that_is_named_is_used_and_the_embedded_one_else(home):
    embedded = postgres.address(home, {})
    assert embedded.is_embedded
    assert embedded.odoo_options()["db_host"] == str(home.socket)
    assert len(str(home.socket)) < 80
    named = postgres.address(home, {"PGHOST": "db", "PGPORT": "1", "PGPASSWORD": "p"})
    assert not named.is_embedded
    assert named.odoo_options() == {
        "db_host": "db",
        "db_port": "1",
        "db_user": "odoo",
        "db_password": "p",
    }


def test_postgresqls_superuser_is_refused_as_odoo_would(home):
    with pytest.raises(HostError, match="createuser"):
        postgres.address(home, {"PGHOST": "db", "PGUSER": "postgres"})


@pytest.mark.parametrize("ctype", ["C", "POSIX"])
def test_a_locale_without_chinese_letters_is_refused(ctype: str):
    assert "Chinese" in postgres.locale_problem(ctype)
    assert not postgres.locale_problem("zh_CN.UTF-8")


def test_a_taken_port_is_refused_and_its_owner_named(home):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(HostError, match=f"{port} is taken by .*{os.getpid()}"):
            ports.check_free(home, port)
        note = {"pid": os.getpid(), "db": "demo", "port": port}
        note["started"] = process.start_time_of(os.getpid())
        write_whole(home.run / f"server-{port}.json", json.dumps(note))
        with pytest.raises(HostError, match="database demo.*make stop"):
            ports.check_free(home, port)
    ports.check_free(home, port)


def test_the_note_of_a_killed_server_is_forgotten(home):
    note = {"pid": os.getpid(), "db": "demo", "port": 1, "started": "1"}
    write_whole(home.run / "server-1.json", json.dumps(note))
    assert ports.running_servers(home) == []
    assert list(home.run.iterdir()) == []


def test_the_server_listens_on_the_loopback_interface_alone(home, tmp_path):
    host = SimpleNamespace(addons_path=(tmp_path, tmp_path), data_dir=home.data)
    pg = FakePostgres({})
    conf = server.write_conf(host, pg, home.path / "x.conf", http_port=8100)
    found = configparser.RawConfigParser()
    found.read(conf)
    assert found["options"]["http_interface"] == "127.0.0.1"
    assert found["options"]["http_port"] == "8100"
    assert found["options"]["addons_path"] == f"{tmp_path},{tmp_path}"
    assert found["queue_job"]["channels"]
    assert conf.stat().st_mode & 0o077 == 0


def test_the_welcome_names_address_logins_and_how_to_stop(tmp_path, monkeypatch):
    logins = tmp_path / "logins.json"
    entry = {"role": "Sales", "login": "li", "password": "li", "what": "registers"}
    logins.write_text(json.dumps([entry]))
    monkeypatch.setattr(commands, "LOGINS", logins)
    text = commands.welcome(
        "http://127.0.0.1:8069", "demo", {"wecom": "http://127.0.0.1:8089"}
    )
    assert "http://127.0.0.1:8069" in text
    assert "admin / admin" in text
    assert "li / li" in text
    assert "Ctrl-C" in text


def test_reset_without_an_answer_deletes_nothing(home, monkeypatch):
    (home.path / "tree").mkdir()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert commands.reset(is_sure=False) == 1
    assert (home.path / "tree").exists()
    assert commands.reset(is_sure=True) == 0
    assert not home.path.exists()


def test_an_update_counts_for_the_addons_that_were_updated_alone(home, monkeypatch):
    comment = {"design_crm": 1, "demo": True, "sources": {"crm_a": "1", "crm_b": "1"}}
    pg = FakePostgres({"x": json.dumps(comment)})
    notes: list[dict] = []
    monkeypatch.setattr(database, "odoo", lambda *_arguments: None)
    monkeypatch.setattr(database, "_comment", lambda _pg, _db, note: notes.append(note))
    monkeypatch.setattr(
        manifests, "source_hashes", lambda names: dict.fromkeys(names, "2")
    )
    database.update(SimpleNamespace(home=home), pg, "x", ["crm_a"])
    assert notes == [{**comment, "sources": {"crm_a": "2", "crm_b": "1"}}]
    assert database.changed_addons(pg, "x") == ["crm_a", "crm_b"]
